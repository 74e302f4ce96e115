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
        "{period} gav mittkommunen {step} på {median} av {size} frågor; i hela landet är det {nation}.",
        "In {period} the middle municipality gave {step} to {median} of {size} questions; in the whole country it is "
        "{nation}.",
    ),
    "theme.leader": (
        "Längst har {list} kommit ({most} av {size}).",
        "{list} has come furthest ({most} of {size}).",
    ),
    "theme.leaders": (
        "Längst har {list} kommit ({most} av {size} var).",
        "{list} have come furthest ({most} of {size} each).",
    ),
    "theme.most": (
        "Flest ja har {list} ({most} av {size}).",
        "{list} has most yes ({most} of {size}).",
    ),
    "theme.mosts": (
        "Flest ja har {list} ({most} av {size} var).",
        "{list} have most yes ({most} of {size} each).",
    ),
    "county.apart": (
        "Mest skiljer sig länet från landet i fråga om {label}: {count} av {n} kommuner ({share}) mot {nation} i "
        "landet.",
        "The county differs most from the country on {label}: {count} of {n} municipalities ({share}) against "
        "{nation} in the country.",
    ),
    "county.change": (
        "Mellan {earlier} och {later} kom länets kommuner tillsammans längre på {up} svar och föll tillbaka på "
        "{down}, av {n} som går att jämföra.",
        "Between {earlier} and {later} the county's municipalities together came further on {up} answers and fell "
        "back on {down}, of {n} that can be compared.",
    ),
    "county.riser": (
        "Störst är övervikten uppåt i {list} ({net} fler uppåt än nedåt).",
        "The balance upwards is largest in {list} ({net} more up than down).",
    ),
    "county.risers": (
        "Störst är övervikten uppåt i {list} ({net} fler uppåt än nedåt i var och en).",
        "The balance upwards is largest in {list} ({net} more up than down in each).",
    ),
    "county.numbers": (
        "{label}: {value} i länet {period}, {nation} i landet. Kommunerna i länet går från {low} ({lowest}) till "
        "{high} ({highest}).",
        "{label}: {value} in the county in {period}, {nation} in the country. The municipalities of the county range "
        "from {low} ({lowest}) to {high} ({highest}).",
    ),
    "county.region": (
        "{label}: {value} {period} (hela landet {nation}).",
        "{label}: {value} in {period} (whole country {nation}).",
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
        "för {least} ({least_share}: {least_count} av {least_n}). Mittkommunen gav det på {median} av {size} frågor.",
        "In {period} {step} is most common for {most} ({most_share}: {most_count} of {most_n} municipalities) and "
        "least common for {least} ({least_share}: {least_count} of {least_n}). The middle municipality gave it to "
        "{median} of {size} questions.",
    ),
    "nation.size": (
        "{theme}: medianen är {low} av {size} i {small} och {high} i {large}.",
        "{theme}: the median is {low} of {size} in {small} and {high} in {large}.",
    ),
    "nation.size.what": (
        "Antal frågor med det högsta svaret i mittkommunen, i den minsta och den största storleksgruppen.",
        "Number of questions with the highest answer in the middle municipality, in the smallest and the largest "
        "size group.",
    ),
    "nation.size.most": (
        "Störst är skillnaden för {label}: {low_share} i den minsta storleksgruppen ({low_count} av {low_n}) mot "
        "{high_share} i den största ({high_count} av {high_n}).",
        "The difference is largest for {label}: {low_share} in the smallest size group ({low_count} of {low_n}) "
        "against {high_share} in the largest ({high_count} of {high_n}).",
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
    "nation.change.up": (
        "Tydligt fler gick framåt än tillbaka för {list}.",
        "Clearly more moved forward than back for {list}.",
    ),
    "nation.change.down": (
        "Tydligt fler gick tillbaka än framåt för {list}.",
        "Clearly more moved back than forward for {list}.",
    ),
    "nation.change.item": (
        "{label} ({up} mot {down})",
        "{label} ({up} against {down})",
    ),
    "nation.change.noise": (
        "Av dem som {earlier} gav {step} på frågor om {theme} gav {share} ett lägre svar {later}: enstaka ändringar "
        "ska läsas med försiktighet.",
        "Of those who in {earlier} gave {step} to questions on {theme}, {share} gave a lower answer in {later}: "
        "single changes should be read with caution.",
    ),
    "nation.county": (
        "{theme}: medianen är högst i {list} ({high} av {size}) och lägst i {bottom} ({low}).",
        "{theme}: the median is highest in {list} ({high} of {size}) and lowest in {bottom} ({low}).",
    ),
    "nation.county.what": (
        "Antal frågor med det högsta svaret i länets mittkommun; bara län där minst {least} kommuner svarade på alla "
        "frågor.",
        "Number of questions with the highest answer in the county's middle municipality; only counties where at "
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
        "Så har de publicerade riksvärdena utvecklats. De är räknade av Socialstyrelsen och andra källor, inte här.",
        "This is how the published national values have developed. They were computed by Socialstyrelsen and other "
        "sources, not here.",
    ),
    "beside.one": (
        "{label}, {period}: {explanation}",
        "{label}, {period}: {explanation}",
    ),
}
