"""Wording of leads and good examples."""

from collections.abc import Mapping
from typing import Final

#: Key to Swedish and English.
LEADS: Final[Mapping[str, tuple[str, str]]] = {
    # ---- leads ----
    "lead.answered": (
        "{name} svarade ”{step}” {period} på frågan om {label}.",
        "{name} answered “{step}” in {period} to the question on {label}.",
    ),
    "lead.same": (
        "Samma svar gav {count} av {n} svarande kommuner ({share}), och {like} av de {peers} som liknar {name} mest.",
        "The same answer was given by {count} of the {n} municipalities that answered ({share}), and by {like} of "
        "the {peers} most similar to {name}.",
    ),
    "lead.higher": (
        "Det svaret eller ett högre gav {count} av {n} svarande kommuner ({share}), och {like} av de {peers} som "
        "liknar {name} mest.",
        "That answer or a higher one was given by {count} of the {n} municipalities that answered ({share}), and by "
        "{like} of the {peers} most similar to {name}.",
    ),
    "lead.lower": (
        "Det svaret eller ett lägre gav {count} av {n} svarande kommuner ({share}), och {like} av de {peers} som "
        "liknar {name} mest.",
        "That answer or a lower one was given by {count} of the {n} municipalities that answered ({share}), and by "
        "{like} of the {peers} most similar to {name}.",
    ),
    "lead.number": (
        "{label}: {own} i {name} {period}. I de {peers} mest liknande kommunerna är medianen {median}, och hälften "
        "av dem ligger mellan {low} och {high}.",
        "{label}: {own} in {name} in {period}. In the {peers} most similar municipalities the median is {median}, "
        "and half of them lie between {low} and {high}.",
    ),
    "lead.change": (
        "{name} svarade ”{old}” {earlier} och ”{new}” {later} på frågan om {label}. Av de {n} kommuner som svarade "
        "”{old}” {earlier} och som svarade igen {later} gick {count} ({share}) minst lika långt {way}.",
        "{name} answered “{old}” in {earlier} and “{new}” in {later} to the question on {label}. Of the {n} "
        "municipalities that answered “{old}” in {earlier} and answered again in {later}, {count} ({share}) moved at "
        "least as far {way}.",
    ),
    "lead.change.up": (
        "uppåt",
        "up",
    ),
    "lead.change.down": (
        "nedåt",
        "down",
    ),
    "lead.change.grounds": (
        "Jämfört med de {n} kommuner som hade samma svar {earlier} och svarade igen {later}.",
        "Compared with the {n} municipalities that had the same answer in {earlier} and answered again in {later}.",
    ),
    "lead.change.caveat": (
        "Att svaret ändrades kan också betyda att frågan förstods på ett annat sätt.",
        "That the answer changed may also mean that the question was understood differently.",
    ),
    "lead.theme": (
        "{name} gav {step} på {own} av {size} frågor om {theme} {period}. Bland de {peers} mest liknande kommuner "
        "som svarade på alla är medianen {median}; {like} av dem hade {fewer}.",
        "{name} gave {step} to {own} of {size} questions on {theme} in {period}. Among the {peers} most similar "
        "municipalities that answered them all the median is {median}; {like} of them had {fewer}.",
    ),
    "lead.moves": (
        "Mellan {earlier} och {later} gick {name} framåt på {up} av {n} frågor och tillbaka på {down}. Skillnaden är "
        "{net}; medianen bland {m} kommuner är {median}, och hälften av dem ligger mellan {low} och {high}.",
        "Between {earlier} and {later} {name} moved forward on {up} of {n} questions and back on {down}. The "
        "difference is {net}; the median among {m} municipalities is {median}, and half of them lie between {low} and "
        "{high}.",
    ),
    "lead.moves.grounds": (
        "Jämfört med alla {n} kommuner som svarade på minst hälften av frågorna båda åren.",
        "Compared with all {n} municipalities that answered at least half of the questions both years.",
    ),
    "lead.theme.many": (
        "lika många eller fler",
        "as many or more",
    ),
    "lead.theme.few": (
        "lika många eller färre",
        "as many or fewer",
    ),
    "lead.grounds": (
        "Jämfört med de {peers} mest liknande kommuner som svarade (invånare, täthet, befolkningens förändring, "
        "kommungrupp, läge) och med alla {n} svarande.",
        "Compared with the {peers} most similar municipalities that answered (inhabitants, density, change of "
        "population, municipality group, place) and all {n} that answered.",
    ),
    "lead.theme.grounds": (
        "Jämfört med de {peers} mest liknande kommuner som svarade på alla frågorna (invånare, täthet, befolkningens "
        "förändring, kommungrupp, läge).",
        "Compared with the {peers} most similar municipalities that answered all the questions (inhabitants, density, "
        "change of population, municipality group, place).",
    ),
    "lead.tail": (
        "Minst lika långt ut ligger {count} av de {n} jämförda; med {name} inräknad är det {share}.",
        "At least as far out are {count} of the {n} compared; {name} included, that is {share}.",
    ),
    "lead.screened": (
        "Det står sig när alla {comparisons} jämförelser för kommunen räknas in: högst {rate} av det som visas så "
        "väntas vara slump.",
        "It stands when all {comparisons} comparisons for the municipality are counted: at most {rate} of what is "
        "shown like this is expected to be chance.",
    ),
    "lead.chance": (
        "Bland {comparisons} jämförelser väntas några se lika ovanliga ut av en slump: gör ingen stor sak av det.",
        "Among {comparisons} comparisons a few are expected to look as unusual by chance: do not make much of it.",
    ),
    "lead.silent.one": (
        "Det finns inget svar från {name} på frågan om {label} {period}.",
        "There is no answer from {name} to the question on {label} in {period}.",
    ),
    "lead.silent.many": (
        "Det finns inget svar från {name} på {count} frågor {period} som nästan alla andra kommuner svarade på.",
        "There is no answer from {name} to {count} questions in {period} that nearly all other municipalities "
        "answered.",
    ),
    "lead.silent.grounds": (
        "{n} av {asked} kommuner svarade på frågan om {label}.",
        "{n} of {asked} municipalities answered the question on {label}.",
    ),
    "lead.silent.caveat": (
        "Ett svar som saknas är inte ett nej. Varför det saknas framgår inte alltid av källan.",
        "A missing answer is not a no. The source does not always say why it is missing.",
    ),
    "lead.contradiction": (
        "{name} svarade ”{step}” {period} på frågan om {asked}, men angav 0 för {label}.",
        "{name} answered “{step}” in {period} to the question on {asked}, but gave 0 for {label}.",
    ),
    "lead.contradiction.grounds": (
        "Båda svaren kommer från samma enkät.",
        "Both answers come from the same survey.",
    ),
    "lead.contradiction.caveat": (
        "Båda kan vara rätt: något kan vara infört för alla som behöver det utan att någon har det just nu.",
        "Both may be right: something may be introduced for all who need it although nobody has it at present.",
    ),
    # ---- good examples ----
    "example.early-held": (
        "{name} svarade ”{top}” på frågan om {label} redan {first}, då {then} av de svarande kommunerna gjorde det, "
        "och gav samma svar {last} (då {now}).",
        "{name} answered “{top}” to the question on {label} already in {first}, when {then} of the municipalities "
        "that answered did, and gave the same answer in {last} (then {now}).",
    ),
    "example.improved-held": (
        "{name} svarade ”{old}” {first} och ”{top}” från {last} på frågan om {label}, och senare svar bekräftar det.",
        "{name} answered “{old}” in {first} and “{top}” from {last} to the question on {label}, and later answers "
        "confirm it.",
    ),
    "example.improved-new": (
        "{name} svarade ”{old}” {first} och ”{top}” {last} på frågan om {label}; inget senare svar bekräftar det än. "
        "Andelen kommuner med det svaret var {then} {first} och {now} {last}.",
        "{name} answered “{old}” in {first} and “{top}” in {last} to the question on {label}; no later answer "
        "confirms it yet. The share of municipalities with that answer was {then} in {first} and {now} in {last}.",
    ),
    "example.new.caveat": (
        "Förbättringen är ny: inget senare svar bekräftar den än.",
        "The improvement is new: no later answer confirms it yet.",
    ),
    "example.rose": (
        "{label}: {name} gick från {old} ({first}) till {new} ({last}). Av de {size} kommuner som började närmast "
        "samma nivå var det {count} som steg minst lika mycket.",
        "{label}: {name} went from {old} ({first}) to {new} ({last}). Of the {size} municipalities that started "
        "nearest the same level, {count} rose at least as much.",
    ),
    "example.without": (
        "Bland de {peers} kommuner som liknar {name} mest och har ett värde har {count} inte kommit lika långt, "
        "bland dem {list}.",
        "Among the {peers} municipalities most like {name} that have a value, {count} have not come as far, among "
        "them {list}.",
    ),
    "example.without.none": (
        "De {peers} kommuner som liknar {name} mest och har ett värde har alla kommit lika långt.",
        "The {peers} municipalities most like {name} that have a value have all come as far.",
    ),
    # ---- what figures do not say ----
    "caveat.own-answers": (
        "Svaren är kommunernas egna. De säger vad som finns, inte hur många som använder det eller hur väl det "
        "fungerar.",
        "The answers are the municipalities' own. They say what there is, not how many use it or how well it works.",
    ),
    "caveat.source": (
        "Siffran är källans egen och säger inget om varför kommunen skiljer sig.",
        "The figure is the source's own and does not say why the municipality differs.",
    ),
    "caveat.not-better": (
        "Mer är inte självklart bättre.",
        "More is not necessarily better.",
    ),
}
