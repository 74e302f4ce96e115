"""The sentences that an assistant is given to print, and why it is refused something: each in the program's languages.

A language of a site that the program is not written in is looked up by its English, as everywhere
(:func:`publisher.model.localised`).
"""

from __future__ import annotations

from collections.abc import Mapping

from publisher.model import Text, localised

SAID: Mapping[str, Text] = {
    # -- figures ---------------------------------------------------------------------------------
    "figure": {
        "sv": "{area}, {period}: {label}: {figure}.",
        "en": "{area}, {period}: {label}: {figure}.",
    },
    "figure.answer": {
        "sv": "{area}, {period}: {label}: svaret är ”{figure}”.",
        "en": "{area}, {period}: {label}: the answer is “{figure}”.",
    },
    "figure.of": {"sv": "Det är {part} av {whole}.", "en": "That is {part} of {whole}."},
    "figure.n": {"sv": "Det bygger på {n} svar.", "en": "It rests on {n} answers."},
    "missing": {
        "sv": "{area}, {period}: {label}: värde saknas ({status}). Det är inte noll.",
        "en": "{area}, {period}: {label}: there is no value ({status}). That is not zero.",
    },
    "with-status": {"sv": "Om värdet: {status}.", "en": "On the value: {status}."},
    "sex.F": {"sv": "Gäller kvinnor.", "en": "For women."},
    "sex.M": {"sv": "Gäller män.", "en": "For men."},
    # -- places ----------------------------------------------------------------------------------
    "place.tied": {
        "sv": "Plats {low}–{high} av {ranked}: {others} andra har samma värde och delar platserna.",
        "en": "Place {low}–{high} of {ranked}: {others} others have the same value and share the places.",
    },
    "place.band": {
        "sv": "Någonstans på plats {low}–{high} av {ranked}: värden däremellan ligger för nära för att skiljas åt.",
        "en": "Somewhere between place {low} and {high} of {ranked}: values in between are too close to be told apart.",
    },
    "place.one": {"sv": "Plats {low} av {ranked}.", "en": "Place {low} of {ranked}."},
    "group.tied": {
        "sv": "{period}: {label}: {count} av {ranked} kommuner har {figure} och delar plats {low}–{high}.",
        "en": "{period}: {label}: {count} of {ranked} municipalities have {figure} and share places {low}–{high}.",
    },
    "whole.one": {
        "sv": "{area}, {period}: {label}: bara en kommun har ett värde, så det är den kommunens och ingen grupps.",
        "en": "{area}, {period}: {label}: a single municipality has a value, so it is that one's and no group's.",
    },
    "whole.ask": {
        "sv": "För {area} är inget sammanlagt här; fråga values med group={code}.",
        "en": "Nothing is combined for {area} here; ask values with group={code}.",
    },
    "group.one": {
        "sv": "{period}: {label}: {area} har {figure} och ligger på plats {low} av {ranked}.",
        "en": "{period}: {label}: {area} has {figure} and is in place {low} of {ranked}.",
    },
    "group.unranked": {
        "sv": "{period}: {label}: {count} av {ranked} kommuner har {figure}.",
        "en": "{period}: {label}: {count} of {ranked} municipalities have {figure}.",
    },
    # -- changes ---------------------------------------------------------------------------------
    "change.moved": {
        "sv": "{area}: från {old} {earlier} till {new} {period}.",
        "en": "{area}: from {old} in {earlier} to {new} in {period}.",
    },
    "change.by": {"sv": "Skillnaden är {difference}.", "en": "The difference is {difference}."},
    "change.held": {
        "sv": "{area}: {old} {earlier} och {new} {period}: det går inte att säga att något har ändrats.",
        "en": "{area}: {old} in {earlier} and {new} in {period}: nothing can be said to have changed.",
    },
    "change.same": {
        "sv": "{area}: {new} både {earlier} och {period}.",
        "en": "{area}: {new} both in {earlier} and in {period}.",
    },
    "change.uncertain": {
        "sv": "{area}: {old} {earlier} och {new} {period}. Hur osäkra värdena är vet ingen: skillnaden kan vara slump.",
        "en": "{area}: {old} in {earlier} and {new} in {period}. Nobody knows how uncertain they are: it may be "
        "chance.",
    },
    "change.unknown": {
        "sv": "{area}: ett värde saknas {earlier} eller {period}, så ingen förändring kan anges.",
        "en": "{area}: a value is missing in {earlier} or {period}, so no change can be told.",
    },
    "change.broken": {
        "sv": "{area}: {earlier} och {period} får inte jämföras.",
        "en": "{area}: {earlier} and {period} may not be compared.",
    },
    "points": {"sv": "{number} procentenheter", "en": "{number} percentage points"},
    # -- groups ----------------------------------------------------------------------------------
    "whole.shares": {
        "sv": "{area}, {period}: {label}: av de {n} kommuner som svarade har {count} ({share}) svarat ”{step}”.",
        "en": "{area}, {period}: {label}: of the {n} municipalities that answered, {count} ({share}) say “{step}”.",
    },
    "whole.silent": {
        "sv": "{missing} av {asked} tillfrågade svarade inte.",
        "en": "{missing} of {asked} asked did not answer.",
    },
    "whole.median": {
        "sv": "{area}, {period}: {label}: medianen av {n} kommuner är {figure}; det är inget värde för området självt.",
        "en": "{area}, {period}: {label}: the median of {n} municipalities is {figure}; it is no value of the area "
        "itself.",
    },
    "whole.ratio-of-sums": {
        "sv": "{area}, {period}: {label}: {figure} för de {n} kommunerna sammantagna.",
        "en": "{area}, {period}: {label}: {figure} for its {n} municipalities taken together.",
    },
    "whole.sum": {
        "sv": "{area}, {period}: {label}: {figure} sammanlagt i de {n} kommuner som har ett värde.",
        "en": "{area}, {period}: {label}: {figure} in all in the {n} municipalities that have a value.",
    },
    "whole.none": {
        "sv": "{area}, {period}: {label}: {n} kommuner har ett värde; det är för få, eller så kan de inte läggas "
        "samman.",
        "en": "{area}, {period}: {label}: {n} municipalities have a value; too few, or they cannot be combined.",
    },
    "whole.published": {
        "sv": "Källans eget värde för området: {figure}.",
        "en": "The source's own value for the area: {figure}.",
    },
    "whole.small": {
        "sv": "Bara {n} svarade: ett svar flyttar andelen {points} procentenheter.",
        "en": "Only {n} answered: one answer moves the share by {points} percentage points.",
    },
    # -- revisions, what is found ----------------------------------------------------------------
    "revised": {
        "sv": "{recorded}: {indicator} för {area} {period} ändrades från {old} till {new}: {reason} Det är en "
        "rättelse, ingen utveckling.",
        "en": "{recorded}: {indicator} for {area} {period} was changed from {old} to {new}: {reason} It is a revision, "
        "no development.",
    },
    "added": {
        "sv": "{recorded}: {indicator} för {area} {period} publicerades först då: {new}. {reason}",
        "en": "{recorded}: {indicator} for {area} {period} was first published then: {new}. {reason}",
    },
    "nothing": {"sv": "inget värde", "en": "no value"},
    "found.none": {
        "sv": "Inget här heter eller handlar om ”{text}”. Det betyder inte att det inte finns någon annanstans.",
        "en": "Nothing here is called or is about “{text}”. That does not mean that it is nowhere.",
    },
    "found.alike": {
        "sv": "Inget heter ”{text}”; det här liknar det. Fråga vad som menas innan något besvaras.",
        "en": "Nothing is called “{text}”; these are alike. Ask which is meant before answering anything.",
    },
    "found.partly": {
        "sv": "Inget av det här handlar om {words}. Säg det innan något besvaras.",
        "en": "Nothing of this is about {words}. Say so before answering anything.",
    },
    "defined": {"sv": "{label}: {definition}", "en": "{label}: {definition}"},
    "published": {
        "sv": "Det finns värden för {periods} och inget senare.",
        "en": "There are values for {periods} and none later.",
    },
    # -- what may not be done, and what may be asked instead -------------------------------------
    "steps": {
        "sv": "Värdena är steg med namn, inga mängder: medelvärden, summor och differenser av dem betyder ingenting.",
        "en": "The values are named steps, not amounts: means, sums and differences of them mean nothing.",
    },
    "steps.instead": {
        "sv": "Fråga ranking eller profile (landet eller ett län): hur många kommuner som står på varje steg.",
        "en": "Ask ranking or profile (the nation or a county): how many municipalities are on each step.",
    },
    "asked-of-some": {
        "sv": "Frågan ställdes bara till en del, efter vad de svarat på {gate}. En andel är av dem som fick frågan, "
        "aldrig av alla kommuner; övriga har inte svarat nej.",
        "en": "Only some were asked, by their answer to {gate}. A share is of those asked, never of all "
        "municipalities; the others have not said no.",
    },
    "asked-of-some.instead": {
        "sv": "Ange antalet av dem som fick frågan (n och asked i ranking), och {gate} för sig.",
        "en": "Give the number out of those asked (n and asked in ranking), and {gate} by itself.",
    },
    "shares": {
        "sv": "Värdena är andelar eller kvoter med olika nämnare: ett medelvärde av dem är inte områdets värde.",
        "en": "The values are shares or ratios with different denominators: a mean of them is not the area's value.",
    },
    "shares.instead": {
        "sv": "Fråga profile för området: källans eget värde där det finns, annars medianen, kallad så.",
        "en": "Ask profile of the area: the source's own value where there is one, else the median, called so.",
    },
    "multiple-choice": {
        "sv": "Flera alternativ kunde väljas: andelarna får inte läggas ihop.",
        "en": "Several alternatives could be chosen: the shares may not be added up.",
    },
    "multiple-choice.instead": {"sv": "Ange varje alternativ för sig.", "en": "Give each alternative by itself."},
    "sample": {
        "sv": "Värdena bygger på urval av invånare, och källan anger inte felmarginalen: skillnader kan vara slump.",
        "en": "The values rest on samples of residents and the source does not give the margin: differences may be "
        "chance.",
    },
    "sample.instead": {
        "sv": "Ange värdet för sig, som ett urvals; jämför inte i ord som mer, mindre, ökat eller minskat.",
        "en": "Give the value by itself, as a sample's; use no words such as more, less, risen or fallen.",
    },
    "no-direction": {
        "sv": "Det är inte känt eller inte överens om att mer är bättre: kalla inget värde bättre eller sämre.",
        "en": "More is not known, or not agreed, to be better: call no value better or worse.",
    },
    "no-direction.instead": {
        "sv": "Säg högre eller lägre, fler eller färre.",
        "en": "Say higher or lower, more or fewer.",
    },
    "small": {
        "sv": "{areas}: andelen bygger på så få (under {bound}) att en enda flyttar den flera procentenheter.",
        "en": "{areas}: the share rests on so few (below {bound}) that a single one moves it by several percentage "
        "points.",
    },
    "small.instead": {
        "sv": "Ange antalen (täljare och nämnare), inte andelen.",
        "en": "Give the counts (numerator and denominator), not the share.",
    },
    "missing.some": {
        "sv": "{missing} av {count} värden saknas ({reasons}). De är inte noll och inte nej, och vad de hade varit vet "
        "ingen.",
        "en": "{missing} of {count} values are missing ({reasons}). They are neither zero nor no, and nobody knows "
        "what they would be.",
    },
    "missing.some.instead": {
        "sv": "Ange hur många som har ett värde, och räkna bara på dem.",
        "en": "Say how many have a value, and count those alone.",
    },
    "years-differ": {
        "sv": "De senaste värdena är inte från samma period: {periods}.",
        "en": "The latest values are not of one period: {periods}.",
    },
    "years-differ.instead": {
        "sv": "Skriv perioden vid varje värde, eller fråga om en period (period={last}).",
        "en": "Write the period beside each value, or ask for one period (period={last}).",
    },
    "not-the-last": {
        "sv": "{areas}: det senaste värdet är från {period}; {indicator} har senare för andra områden (till {last}).",
        "en": "{areas}: the latest value is of {period}; {indicator} has later ones of other areas (until {last}).",
    },
    "not-the-last.instead": {
        "sv": "Skriv perioden, och jämför inte med andras senare värden.",
        "en": "Write the period, and do not compare it with later values of others.",
    },
    "later-surveys": {
        "sv": "Det finns senare undersökningar vars svar per kommun inte finns här: {surveys}.",
        "en": "There are later surveys whose answers by municipality are not here: {surveys}.",
    },
    "later-surveys.instead": {
        "sv": "Skriv årtalet vid värdet, och kalla det inte nuläget.",
        "en": "Write the year beside the value, and do not call it the present.",
    },
    "retired": {
        "sv": "Frågan ställs inte längre; den sista perioden är {period}.",
        "en": "It is no longer asked; the last period is {period}.",
    },
    "retired.instead": {"sv": "Skriv årtalet vid värdet.", "en": "Write the year beside the value."},
    "broken": {
        "sv": "{what}: perioder före och efter {since} får inte jämföras: {reason}",
        "en": "{what}: periods before and after {since} may not be compared: {reason}",
    },
    "broken.instead": {
        "sv": "Ange värdena var för sig utan förändring, eller fråga om perioder på samma sida: {periods}.",
        "en": "Give the values by themselves without a change, or ask for periods on one side: {periods}.",
    },
    "care": {
        "sv": "{what}: jämför med perioder före {since} bara med försiktighet: {reason}",
        "en": "{what}: compare with periods before {since} only with care: {reason}",
    },
    "care.instead": {"sv": "Säg skälet bredvid förändringen.", "en": "Tell the reason beside the change."},
    "not-ranked": {"sv": "{indicator} {period}: {reason}", "en": "{indicator} {period}: {reason}"},
    "not-ranked.instead": {
        "sv": "Ange värdena utan plats, bäst eller sämst; hur många som har varje värde finns i ranking.",
        "en": "Give the values without place, best or worst; how many have each value is in ranking.",
    },
    "not-told-apart": {
        "sv": "{indicator} {period}: {pairs} går inte att skilja åt: värdena skiljer mindre än felmarginalen, eller "
        "inte alls.",
        "en": "{indicator} {period}: {pairs} cannot be told apart: the values differ by less than their margins, or "
        "not at all.",
    },
    "not-told-apart.instead": {
        "sv": "Säg att de ligger lika; kalla ingen av dem bättre eller högre.",
        "en": "Say that they are level; call neither of them better or higher.",
    },
    "ties": {
        "sv": "Kommuner med samma värde, eller för lika, delar sina platser: ingen av dem har en egen.",
        "en": "Municipalities with the same value, or too close, share their places: none of them has its own.",
    },
    "ties.instead": {
        "sv": "Ange gruppens hela intervall av platser och hur många som delar det.",
        "en": "Give the group's whole interval of places and how many share it.",
    },
    "several-indicators": {
        "sv": "Olika nyckeltal mäter olika saker: ställ inte deras värden mot varandra.",
        "en": "Different indicators measure different things: do not set their values against each other.",
    },
    "several-indicators.instead": {"sv": "Jämför ett nyckeltal i taget.", "en": "Compare one indicator at a time."},
    "unweighted": {
        "sv": "Kommunernas andelar och medianer räknar varje kommun lika; de är inga andelar av invånarna.",
        "en": "Shares and medians of municipalities count each the same; they are no shares of the residents.",
    },
    "unweighted.instead": {
        "sv": "Säg kommuner, inte invånare; published är källans eget värde för området.",
        "en": "Say municipalities, not residents; published is the source's own value for the area.",
    },
    "revisions": {
        "sv": "Det här är rättelser av tidigare utgivna värden, inte förändringar i verkligheten.",
        "en": "These are revisions of published values, not changes in the world.",
    },
    "revisions.instead": {
        "sv": "Fråga compare med earlier för en förändring mellan perioder.",
        "en": "Ask compare with earlier for a change between periods.",
    },
    # -- the next step after an error ------------------------------------------------------------
    "next.period": {
        "sv": "Säg att det inte finns något värde för perioden; ett värde från en annan anges med sin egen period.",
        "en": "Say that there is no value for the period; a value of another is given with its own period.",
    },
    "next.municipality": {
        "sv": "Skriv bara kommuner: landet och länet står under groups i svaret. Om ett län självt: profile.",
        "en": "Write municipalities alone: the nation and county are under groups. Of a county itself: profile.",
    },
    "next.name": {
        "sv": "Fråga find efter namnet, eller skriv en av dem som ligger närmast.",
        "en": "Ask find for the name, or write one of those nearest.",
    },
    "next.earlier": {
        "sv": "Skriv en period före den som jämförs (allowed), eller utelämna earlier.",
        "en": "Write a period before the one that is compared (allowed), or leave earlier out.",
    },
    "past": {
        "sv": "offset={offset} ligger efter den sista av {count}; börja om med offset=0.",
        "en": "offset={offset} lies past the last of {count}; begin again with offset=0.",
    },
    "more": {
        "sv": "Det här är {returned} av {count}; fråga igen med offset={offset}.",
        "en": "These are {returned} of {count}; ask again with offset={offset}.",
    },
}  # fmt: skip


def template(language: str, key: str) -> str:
    """A sentence in a language, with its places."""
    return localised(SAID[key], language)
