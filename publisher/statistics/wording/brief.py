"""Wording of what may be read out: a few sentences of a municipality, a county and the nation."""

from collections.abc import Mapping
from typing import Final

#: Key to Swedish and English.
BRIEF: Final[Mapping[str, tuple[str, str]]] = {
    "heading.brief": (
        "Kort sagt",
        "In brief",
    ),
    # ---- a municipality ----
    "brief.alike": (
        "{name} skiljer sig inte från liknande kommuner mer än slumpen ger, i något av {tested} jämförda svar och tal.",
        "{name} does not differ from similar municipalities by more than chance gives, in any of {tested} answers and "
        "numbers compared.",
    ),
    "brief.untested": (
        "För få liknande kommuner har svar för att {name} ska kunna jämföras med dem.",
        "Too few similar municipalities have answers for {name} to be compared with them.",
    ),
    "brief.silent": (
        "Det finns inget svar från {name} på de {count} frågorna till kommunerna.",
        "There is no answer from {name} to the {count} questions put to the municipalities.",
    ),
    "brief.same": (
        "Liksom de flesta liknande kommuner svarade {name} ”{step}” {period} om {list}.",
        "Like most similar municipalities {name} answered “{step}” in {period} on {list}.",
    ),
    "brief.rare": (
        "Till skillnad från de flesta liknande kommuner svarade {name} ”{step}” {period} om {list}.",
        "Unlike most similar municipalities {name} answered “{step}” in {period} on {list}.",
    ),
    "brief.lacks": (
        "De flesta liknande kommuner svarade ”{step}” {period} om {list}, men inte {name}.",
        "Most similar municipalities answered “{step}” in {period} on {list}, but not {name}.",
    ),
    "brief.lacks.none": (
        "Det svaret gav {name} på alla besvarade frågor där de flesta liknande kommuner gjorde det.",
        "{name} gave that answer to all questions it answered where most similar municipalities did.",
    ),
    "brief.count": (
        "{count} av {n}",
        "{count} of {n}",
    ),
    "brief.count.own": (
        "{count} av {n}, här ”{own}”",
        "{count} of {n}, here “{own}”",
    ),
    "brief.middle": (
        "I {count} av {of} procenttal ligger {name} bland den mittersta hälften av liknande kommuner.",
        "In {count} of {of} percentages {name} lies among the middle half of similar municipalities.",
    ),
    "brief.resembles": (
        "Av {peers} liknande kommuner med svar på samma frågor svarade {list} mest som {name}: lika på {same} av {of}.",
        "Of {peers} similar municipalities with answers to the same questions {list} answered most as {name} did: "
        "alike on {same} of {of}.",
    ),
    # ---- a county ----
    "brief.county.apart": (
        "Kommunerna i {name} skiljer sig från övriga landet, mer än slumpen ger, på {stand} av {tested} frågor: "
        "{list}.",
        "The municipalities of {name} differ from the rest of the country, by more than chance gives, on {stand} "
        "of {tested} questions: {list}.",
    ),
    "brief.county.few": (
        "Med {count} kommuner syns bara stora skillnader.",
        "With {count} municipalities only large differences show.",
    ),
    "brief.county.item": (
        "{count} av {n} svarade ”{step}”, mot {share} i övriga landet",
        "{count} of {n} answered “{step}”, against {share} in the rest of the country",
    ),
    "brief.county.alike": (
        "Kommunerna i {name} skiljer sig inte från övriga landet mer än slumpen ger, på någon av {tested} frågor.",
        "The municipalities of {name} do not differ from the rest of the country by more than chance gives, on "
        "any of {tested} questions.",
    ),
    "brief.county.most": (
        "Vanligast i länet är det högsta svaret om {list}.",
        "In the county the highest answer is most common for {list}.",
    ),
    # ---- the nation ----
    "brief.nation.most": (
        "Mest spritt är {list}.",
        "Most widespread: {list}.",
    ),
    "brief.nation.item": (
        "{count} av {n} kommuner, {share}, svarade ”{step}” {period}",
        "{count} of {n} municipalities, {share}, answered “{step}” in {period}",
    ),
    "brief.nation.spread": (
        "Från {earlier} till {later} fick tydligt fler kommuner det högsta svaret än som lämnade det på {stand} "
        "av {of} frågor: {list}. Av alla högsta svar {earlier} var {share} lägre {later}.",
        "From {earlier} to {later} clearly more municipalities reached the highest answer than left it on {stand} "
        "of {of} questions: {list}. Of all highest answers in {earlier}, {share} were lower in {later}.",
    ),
    "brief.nation.still": (
        "Från {earlier} till {later} fick på ingen av {of} frågor tydligt fler kommuner det högsta svaret än som "
        "lämnade det. Av alla högsta svar {earlier} var {share} lägre {later}.",
        "From {earlier} to {later} on none of {of} questions did clearly more municipalities reach the highest "
        "answer than leave it. Of all highest answers in {earlier}, {share} were lower in {later}.",
    ),
    "brief.nation.size": (
        "Svaren följer kommunens storlek på {stand} av {tested} frågor, bland annat om {label}: {low} i den "
        "minsta storleksgruppen mot {high} i den största.",
        "The answers follow the municipality's size on {stand} of {tested} questions, among them on {label}: "
        "{low} in the smallest size group against {high} in the largest.",
    ),
    "brief.rare.too": (
        "Till skillnad från de flesta gjorde {name} det också om {list}.",
        "Unlike most, {name} did so on {list} too.",
    ),
    "brief.lacks.too": (
        "De flesta gjorde det också om {list}, men inte {name}.",
        "Most did so on {list} too, but not {name}.",
    ),
    "brief.county.least": (
        "Ovanligast är det om {list}.",
        "It is least common for {list}.",
    ),
    "brief.nation.least": (
        "Minst spritt är {list}.",
        "Least widespread: {list}.",
    ),
    "brief.county.only": (
        "Kommunerna i {name} skiljer sig inte från övriga landet mer än slumpen ger på någon av {tested} frågor, "
        "om lägre svar räknas med; räknas bara det högsta svaret skiljer de sig om {list}.",
        "The municipalities of {name} do not differ from the rest of the country by more than chance gives on any "
        "of {tested} questions, lower answers counted too; with the highest answer alone they differ on {list}.",
    ),
}
