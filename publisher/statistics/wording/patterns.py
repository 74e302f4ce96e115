"""Wording of patterns: what follows size or differs between groups, what goes together, what spreads, whom to ask."""

from collections.abc import Mapping
from typing import Final

#: Key to Swedish and English.
PATTERNS: Final[Mapping[str, tuple[str, str]]] = {
    "heading.together": (
        "Vad som går ihop",
        "What goes together",
    ),
    "heading.groups": (
        "Slag av kommuner",
        "Kinds of municipalities",
    ),
    "heading.learn.county": (
        "Vem i länet kan fråga vem",
        "Who in the county can ask whom",
    ),
    # ---- size ----
    "size.what": (
        "Av {tested} frågor följer svaren kommunens storlek på {stand}. Prövat är om det högsta svaret blir vanligare "
        "eller ovanligare från den minsta storleksgruppen till den största; en fråga räknas bara om mönstret står sig "
        "både när det högsta svaret räknas ensamt och när alla svar över det lägsta räknas.",
        "Of {tested} questions the answers follow the municipality's size on {stand}. What is tested is whether the "
        "highest answer becomes more or less common from the smallest size group to the largest; a question counts "
        "only if the pattern stands both when the highest answer alone is counted and when every answer above the "
        "lowest is.",
    ),
    "size.none": (
        "Inget av svaren på {tested} frågor följer kommunens storlek mer än slumpen ger, från den minsta "
        "storleksgruppen till den största.",
        "The answers to none of {tested} questions follow the municipality's size by more than chance gives, from the "
        "smallest size group to the largest.",
    ),
    "size.rising": (
        "Vanligare i större kommuner, från den minsta gruppen till den största:",
        "More common in larger municipalities, from the smallest group to the largest:",
    ),
    "size.falling": (
        "Vanligare i mindre kommuner, från den minsta gruppen till den största:",
        "More common in smaller municipalities, from the smallest group to the largest:",
    ),
    "size.item": (
        "{label}: {shares}.",
        "{label}: {shares}.",
    ),
    "size.item.above": (
        "{label}: {shares} ({between}: {above}).",
        "{label}: {shares} ({between}: {above}).",
    ),
    "size.rest": (
        "Åt samma håll går {list}.",
        "The same way go {list}.",
    ),
    "size.only": (
        "Bara när det högsta svaret räknas ensamt, inte med lägre svar, står mönstret sig också för {list}.",
        "Only when the highest answer is counted alone, not with lower answers, does the pattern stand for {list} too.",
    ),
    # ---- groups and counties ----
    "pattern.share": (
        "{share} ({count} av {n})",
        "{share} ({count} of {n})",
    ),
    "pattern.between.one": (
        "”{step}” inräknat",
        "“{step}” counted too",
    ),
    "pattern.between": (
        "lägre svar inräknade",
        "lower answers counted too",
    ),
    "pattern.item": (
        "{label} {inside} mot {outside} i övriga",
        "{label} {inside} against {outside} in the others",
    ),
    "pattern.item.above": (
        "{label} {inside} mot {outside} i övriga, {between} {above} mot {above_outside}",
        "{label} {inside} against {outside} in the others, {between} {above} against {above_outside}",
    ),
    "pattern.group": (
        "{name}: {list}.",
        "{name}: {list}.",
    ),
    "pattern.what": (
        "Varje grupp är jämförd med landets övriga kommuner, fråga för fråga: {tested} jämförelser. Andelarna är "
        "de som gav det högsta svaret.",
        "Each group is compared with the country's other municipalities, question by question: {tested} "
        "comparisons. The shares are of those that gave the highest answer.",
    ),
    "pattern.none": (
        "Ingen skillnad står sig både när det högsta svaret räknas ensamt och när också lägre svar räknas in.",
        "No difference stands both when the highest answer is counted alone and when lower answers are counted too.",
    ),
    "pattern.stand": (
        "Dessa skillnader står sig, också med lägre svar inräknade:",
        "These differences stand, with lower answers counted too:",
    ),
    "pattern.only": (
        "När bara det högsta svaret räknas, men inte med lägre svar inräknade, skiljer sig {list}.",
        "When the highest answer alone is counted, but not with lower answers, there is a difference in {list}.",
    ),
    "pattern.only.item": (
        "{name} i fråga om {label}",
        "{name} on {label}",
    ),
    "pattern.overlap": (
        "Storlek, slag och län överlappar varandra: samma skillnad kan synas i flera indelningar. Kommuner som "
        "gör saker tillsammans är inte oberoende av varandra; prövningen räknar dem som om de vore det, och kan "
        "därför hitta någon skillnad för mycket.",
        "Size, kind and county overlap: the same difference can show in several divisions. Municipalities that do "
        "things together are not independent of one another; the test counts them as if they were, and may "
        "therefore find a difference too many.",
    ),
    # ---- together ----
    "together.what": (
        "{pairs} par av frågor är prövade bland de {n} kommuner som svarade på alla: gav de som gav det högsta svaret "
        "på den ena det oftare på den andra? Kommuner jämförs bara inom sitt län och med dem som har ungefär lika "
        "många höga svar i övrigt. Så blir det inget par av att länet gör saker tillsammans eller av att den som har "
        "mycket har mycket av allt.",
        "{pairs} pairs of questions are tested among the {n} municipalities that answered all: did those that gave "
        "the highest answer to the one give it more often to the other? Municipalities are compared only within their "
        "county and with those that have about as many high answers otherwise. So no pair comes of a county doing "
        "things together, or of those that have much having much of everything.",
    ),
    "together.none": (
        "Inget av paren går ihop mer än slumpen ger.",
        "None of the pairs goes together by more than chance gives.",
    ),
    "together.stand": (
        "{stand} par går ihop mer än slumpen ger; {same} av dem gäller samma sak i två verksamheter.",
        "{stand} pairs go together by more than chance gives; {same} of them are the same thing in two services.",
    ),
    "together.same": (
        "Tydligast bland dem:",
        "Clearest among them:",
    ),
    "together.other": (
        "Tydligast bland de andra:",
        "Clearest among the others:",
    ),
    "together.item": (
        "Av {with_one} kommuner med det högsta svaret om {one} hade {both} det också om {other}, av de {without} "
        "andra {only}.",
        "Of {with_one} municipalities with the highest answer on {one}, {both} had it on {other} too, of the "
        "{without} others {only}.",
    ),
    "together.no": (
        "Att två svar följs åt säger inte vilket som kom först, och inte varför.",
        "That two answers go together does not say which came first, nor why.",
    ),
    # ---- spread ----
    "spread.up": (
        "Tydligt fler nådde det högsta svaret än lämnade det för {list}.",
        "Clearly more reached the highest answer than left it for {list}.",
    ),
    "spread.down": (
        "Tydligt fler lämnade det högsta svaret än nådde det för {list}.",
        "Clearly more left the highest answer than reached it for {list}.",
    ),
    "spread.item": (
        "{gained} nådde det och {lost} lämnade det: {before} blev {after} av {n}",
        "{gained} reached it and {lost} left it: {before} became {after} of {n}",
    ),
    "spread.rest": (
        "För de övriga {count} av {of} frågor är skillnaden inte större än slumpen ger.",
        "For the other {count} of {of} questions the difference is no larger than chance gives.",
    ),
    "spread.none": (
        "För ingen av {of} frågor nådde tydligt fler det högsta svaret än lämnade det, eller tvärtom.",
        "For none of {of} questions did clearly more reach the highest answer than leave it, or the other way round.",
    ),
    "spread.pace": (
        "Av {without} svar under det högsta {earlier} var {gained} ({gained_share}) det högsta {later}; av {before} "
        "högsta svar {earlier} var {lost} ({lost_share}) lägre {later}.",
        "Of {without} answers below the highest in {earlier}, {gained} ({gained_share}) were the highest in {later}; "
        "of {before} highest answers in {earlier}, {lost} ({lost_share}) were lower in {later}.",
    ),
    "spread.firm": (
        "Det högsta svaret består bättre än för de andra frågorna för {list}.",
        "The highest answer lasts better than for the other questions for {list}.",
    ),
    "spread.loose": (
        "Det består sämre för {list}.",
        "It lasts less well for {list}.",
    ),
    "spread.left": (
        "{lost} av {before} lämnade det",
        "{lost} of {before} left it",
    ),
    "limits.rounds": (
        "Kommunernas svar går att jämföra mellan {earlier} och {later}. Två enkäter visar en skillnad, ingen trend.",
        "The municipalities' answers can be compared between {earlier} and {later}. Two surveys show a difference, no "
        "trend.",
    ),
    # ---- who in a county can ask whom ----
    "lesson.what": (
        "Svaren skiljer sig inom länet. Att fråga är kommuner som gav det högsta svaret både {earlier} och {later}; "
        "att fråga dem har de som svarade lägst {later}.",
        "The answers differ within the county. Those to ask gave the highest answer both in {earlier} and in {later}; "
        "those who may ask gave the lowest in {later}.",
    ),
    "lesson.item": (
        "{label}: fråga {holders}. ”{step}” svarade {lowest}.",
        "{label}: ask {holders}. “{step}” was the answer of {lowest}.",
    ),
    "lesson.none": (
        "På ingen fråga finns det i länet både en kommun som gav det högsta svaret två gånger i rad och en som gav det "
        "lägsta.",
        "On no question does the county have both a municipality that gave the highest answer twice in a row and one "
        "that gave the lowest.",
    ),
    "pattern.against": (
        "{inside} mot {outside}",
        "{inside} against {outside}",
    ),
    "together.apart": (
        "{apart} par utesluter varandra mer än slumpen ger. {list}",
        "{apart} pairs exclude each other by more than chance gives. {list}",
    ),
    "together.apart.none": (
        "Inget par utesluter varandra.",
        "No pair excludes each other.",
    ),
}
