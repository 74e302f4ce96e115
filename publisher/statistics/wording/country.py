"""Wording of the analyses of counties and the nation."""

from collections.abc import Mapping
from typing import Final

#: Key to Swedish and English.
COUNTRY: Final[Mapping[str, tuple[str, str]]] = {
    # ---- the county ----
    "county.members.one": (
        "{name} har en kommun, {list}. Länets värden är därför kommunens.",
        "{name} has one municipality, {list}. The county's values are therefore the municipality's.",
    ),
    "county.members": (
        "{name} har {count} kommuner. {answered} av dem svarade på frågorna om {theme} {period}.",
        "{name} has {count} municipalities. {answered} of them answered the questions on {theme} in {period}.",
    ),
    "county.members.all": (
        "{name} har {count} kommuner. Alla svarade på frågorna om {theme} {period}.",
        "{name} has {count} municipalities. All of them answered the questions on {theme} in {period}.",
    ),
    "county.silent": (
        "Svar saknas från {list}.",
        "Answers are missing from {list}.",
    ),
    "county.small": (
        "Kommunerna är få: ett svar till eller från flyttar en andel med ungefär {points} procentenheter.",
        "The municipalities are few: one answer more or less moves a share by about {points} percentage points.",
    ),
    "county.theme": (
        "Antal frågor med {step} {period}, av de {size} i ämnet: medianen är {median} bland de {n} kommuner i länet "
        "som svarade på alla, och {nation} bland de {m} i landet.",
        "Number of questions with {step} in {period}, of the {size} on the subject: the median is {median} among the "
        "{n} municipalities of the county that answered them all, and {nation} among the {m} in the country.",
    ),
    "theme.ends": (
        "Flest: {top} ({most} av {size}). Färst: {bottom} ({least}).",
        "Most: {top} ({most} of {size}). Fewest: {bottom} ({least}).",
    ),
    "theme.tied": (
        "{count} kommuner",
        "{count} municipalities",
    ),
    "county.more": (
        "{step} är tydligt vanligare i länet än i övriga landet för {list}.",
        "In the county {step} is clearly more common than in the rest of the country for {list}.",
    ),
    "county.fewer": (
        "{step} är tydligt ovanligare i länet än i övriga landet för {list}.",
        "In the county {step} is clearly less common than in the rest of the country for {list}.",
    ),
    "county.only": (
        "Bara när {step} räknas ensamt, inte när lägre svar räknas med, skiljer sig {list}.",
        "Only when {step} is counted alone, not when lower answers are counted too, is there a difference in {list}.",
    ),
    "county.elsewhere": (
        "Länets svar jämförs därför inte med andras.",
        "The county's answers are therefore not compared with others'.",
    ),
    "county.alike": (
        "I inget av svaren skiljer sig länet tydligt från övriga landet.",
        "No answer sets the county clearly apart from the rest of the country.",
    ),
    "county.change": (
        "Av {n} svar från länets kommuner som går att jämföra mellan {earlier} och {later} gick {up} framåt och {down} "
        "tillbaka.",
        "Of {n} answers of the county's municipalities that can be compared between {earlier} and {later}, {up} moved "
        "forward and {down} back.",
    ),
    "county.risers": (
        "Tydligt fler svar gick framåt än tillbaka, jämfört med landets alla kommuner, i {list}.",
        "Clearly more answers moved forward than back, compared with all of the country's municipalities, in {list}.",
    ),
    "county.fallers": (
        "Tydligt fler svar gick tillbaka än framåt, jämfört med landets alla kommuner, i {list}.",
        "Clearly more answers moved back than forward, compared with all of the country's municipalities, in {list}.",
    ),
    "county.mover": (
        "{name} ({up} framåt, {down} tillbaka)",
        "{name} ({up} forward, {down} back)",
    ),
    "county.still": (
        "Ingen kommun i länet skiljer sig tydligt från landets andra i hur svaren ändrats.",
        "No municipality of the county is clearly apart from the country's others in how answers have changed.",
    ),
    "county.numbers": (
        "{label} {period}, enligt källan: {value} i länet och {nation} i riket. De {n} kommuner i länet som har ett "
        "värde går från {low} ({lowest}) till {high} ({highest}).",
        "{label} in {period}, according to the source: {value} in the county and {nation} in the country. The {n} "
        "municipalities of the county that have a value range from {low} ({lowest}) to {high} ({highest}).",
    ),
    "county.region": (
        "{label}: {value} {period} (riket enligt källan {nation}).",
        "{label}: {value} in {period} (the nation according to the source {nation}).",
    ),
    "county.region.sample": (
        "Värdena bygger på urval och källan anger inte hur osäkra de är: små skillnader säger inget säkert.",
        "The values rest on samples and the source does not say how uncertain they are: small differences prove "
        "nothing.",
    ),
    # ---- the nation ----
    "nation.answered": (
        "{n} av {asked} kommuner svarade på frågorna om {theme} {period} ({share}).",
        "{n} of {asked} municipalities answered the questions on {theme} in {period} ({share}).",
    ),
    "nation.before": (
        "{period} svarade {n}.",
        "In {period} {n} answered.",
    ),
    "nation.census": (
        "Alla kommuner tillfrågas, så det finns inget urvalsfel. Det som är osäkert är vad de som inte svarat skulle "
        "ha sagt: andelarna kan då bli högst {points} procentenheter annorlunda.",
        "All municipalities are asked, so there is no sampling error. What is uncertain is what those that did not "
        "answer would have said: the shares could then be at most {points} percentage points different.",
    ),
    "nation.theme": (
        "{period} är {step} vanligast för {most} ({most_share}: {most_count} av {most_n} kommuner) och ovanligast "
        "för {least} ({least_share}: {least_count} av {least_n}). Bland de {n} kommuner som svarade på alla {size} "
        "frågorna är medianen {median}.",
        "In {period} {step} is most common for {most} ({most_share}: {most_count} of {most_n} municipalities) and "
        "least common for {least} ({least_share}: {least_count} of {least_n}). Among the {n} municipalities that "
        "answered all {size} questions the median is {median}.",
    ),
    "nation.size.published": (
        "Källans egna värden för den minsta och den största storleksgruppen:",
        "The source's own values for the smallest and the largest size group:",
    ),
    "nation.size.source": (
        "{label} {period}: {pairs}.",
        "{label} in {period}: {pairs}.",
    ),
    "nation.size.pair": (
        "{service} {low} mot {high}",
        "{service} {low} against {high}",
    ),
    "nation.size.no": (
        "Att grupperna skiljer sig säger inte att storleken är orsaken.",
        "That the groups differ does not say that size is the cause.",
    ),
    "nation.change": (
        "Av {n} svar som går att jämföra mellan {earlier} och {later} var {held} oförändrade; {up} gick framåt och "
        "{down} tillbaka.",
        "Of {n} answers that can be compared between {earlier} and {later}, {held} were unchanged; {up} moved "
        "forward and {down} back.",
    ),
    "nation.county": (
        "{theme} ({size} frågor, landets median {nation}): {told}.",
        "{theme} ({size} questions, the country's median {nation}): {told}.",
    ),
    "nation.county.high": (
        "fler i {list}",
        "more in {list}",
    ),
    "nation.county.low": (
        "färre i {list}",
        "fewer in {list}",
    ),
    "nation.county.item": (
        "{name} (median {median}, {n} kommuner)",
        "{name} (median {median}, {n} municipalities)",
    ),
    "nation.county.none": (
        "I inget län skiljer sig kommunerna tydligt från landets övriga.",
        "In no county are the municipalities clearly apart from the country's others.",
    ),
    "nation.county.what": (
        "Län vars kommuner gav det högsta svaret på fler eller färre frågor än landets övriga, mer än slumpen ger när "
        "alla län och ämnen räknas in (rangsummetest); bara län där minst {least} kommuner svarade på alla frågor.",
        "Counties whose municipalities gave the highest answer to more or fewer questions than the country's others, "
        "by more than chance gives when all counties and subjects are counted (rank-sum test); only counties where at "
        "least {least} municipalities answered all questions.",
    ),
    "history.series": (
        "{label}: {values}.",
        "{label}: {values}.",
    ),
    "history.later": (
        "Därefter: {values}.",
        "After that: {values}.",
    ),
    "history.value": (
        "{value} ({period})",
        "{value} ({period})",
    ),
    "history.about": (
        "ungefär {value} ({period})",
        "about {value} ({period})",
    ),
    "history.long": (
        "från {old} ({first}) till {new} ({last})",
        "from {old} ({first}) to {new} ({last})",
    ),
    "history.break": (
        "Siffrorna från {after} går inte att jämföra med tidigare. {change} {reason}",
        "The figures from {after} cannot be compared with earlier ones. {change} {reason}",
    ),
    "history.caution": (
        "Jämför med försiktighet: {change} {reason}",
        "Compare with caution: {change} {reason}",
    ),
    "history.sources": (
        "Så har de publicerade riksvärdena utvecklats. De är räknade av källorna, inte här.",
        "This is how the published national values have developed. They were computed by the sources, not here.",
    ),
    "beside.one": (
        "{label}, {period}: {explanation}",
        "{label}, {period}: {explanation}",
    ),
}
