"""Wording of the analyses: headings, themes, numbers, changes, and the municipality."""

from collections.abc import Mapping
from typing import Final

#: Key to Swedish and English.
ANALYSIS: Final[Mapping[str, tuple[str, str]]] = {
    # ---- headings ----
    "heading.municipality": (
        "Kommunen",
        "The municipality",
    ),
    "heading.county": (
        "Länet",
        "The county",
    ),
    "heading.nation": (
        "Vilka som svarat",
        "Who answered",
    ),
    "heading.answers": (
        "Andra svar",
        "Other answers",
    ),
    "heading.change": (
        "Vad som ändrats",
        "What has changed",
    ),
    "heading.learn": (
        "Kommuner att fråga",
        "Municipalities to ask",
    ),
    "heading.unusual": (
        "Det som sticker ut",
        "What stands out",
    ),
    "heading.size": (
        "Stora och små kommuner",
        "Large and small municipalities",
    ),
    "heading.counties": (
        "Länen",
        "The counties",
    ),
    "heading.history": (
        "Uppföljningen över åren",
        "The follow-up over the years",
    ),
    "heading.beside": (
        "Publicerat och beräknat",
        "Published and computed",
    ),
    "heading.limits": (
        "Vad siffrorna inte säger",
        "What the figures do not say",
    ),
    # ---- the municipality ----
    "position.people": (
        "{name} hade {population} invånare {period} och ligger i {county}.",
        "{name} had {population} inhabitants in {period} and lies in {county}.",
    ),
    "position.place": (
        "{name} ligger i {county}.",
        "{name} lies in {county}.",
    ),
    "position.kind": (
        "Kommunen hör till gruppen ”{kind}” ({division}).",
        "It belongs to the group “{kind}” ({division}).",
    ),
    "position.similar": (
        "Mest lika {name} i storlek, täthet, tillväxt, kommungrupp och läge är {similar}.",
        "Most like {name} in size, density, growth, municipality group and place are {similar}.",
    ),
    # ---- a theme ----
    "theme.some": (
        "{period} gav {name} {step} på {own} av {answered} frågor: {list}.",
        "In {period} {name} gave {step} to {own} of {answered} questions: {list}.",
    ),
    "theme.all": (
        "{period} gav {name} {step} på alla {answered} frågor: {list}.",
        "In {period} {name} gave {step} to all {answered} questions: {list}.",
    ),
    "theme.none": (
        "{period} gav {name} inte {step} på någon av {answered} frågor.",
        "In {period} {name} did not give {step} to any of {answered} questions.",
    ),
    "theme.same": (
        "{period} svarade {name} ”{step}” på alla {answered} frågor: {list}.",
        "In {period} {name} answered “{step}” to all {answered} questions: {list}.",
    ),
    "theme.step": (
        "”{step}” var svaret för {list}.",
        "“{step}” was the answer for {list}.",
    ),
    "theme.unasked": (
        "Ej tillämpligt: {list}.",
        "Not applicable: {list}.",
    ),
    "theme.unanswered.one": (
        "En fråga saknar svar: {list}.",
        "One question has no answer: {list}.",
    ),
    "theme.unanswered.many": (
        "{count} frågor saknar svar: {list}.",
        "{count} questions have no answer: {list}.",
    ),
    "theme.silent": (
        "{name} har inget svar på de {size} frågorna {period}.",
        "{name} has no answer to the {size} questions in {period}.",
    ),
    "theme.others": (
        "Bland de {peers} mest liknande kommuner som svarade på alla frågor är medianen {median}, bland landets {n} "
        "sådana {nation}.",
        "Among the {peers} most similar municipalities that answered all questions the median is {median}, among "
        "the country's {n} such municipalities {nation}.",
    ),
    "theme.contested": (
        "Om fler är bättre är omstritt; därför finns ingen rangordning.",
        "Whether more is better is contested; therefore there is no ranking.",
    ),
    "answers.one": (
        "{label}: {name} svarade ”{step}” {period}. Det svaret gav {count} av {n} svarande kommuner ({share}).",
        "{label}: {name} answered “{step}” in {period}. That answer was given by {count} of the {n} municipalities "
        "that answered ({share}).",
    ),
    "answers.count": (
        "{label}: {value} {period}.",
        "{label}: {value} in {period}.",
    ),
    # ---- numbers ----
    "numbers.ranked": (
        "{label}: {value} {period}. Det är plats {place} av {n}; medianen bland kommunerna är {median}.",
        "{label}: {value} in {period}. That is place {place} of {n}; the median among the municipalities is {median}.",
    ),
    "numbers.band": (
        "{label}: {value} {period}. Medianen bland kommunerna är {median}. Platsen är {low}–{high} av {n}: {close} "
        "kommuner ligger så nära att de inte går att skilja från {name}.",
        "{label}: {value} in {period}. The median among the municipalities is {median}. The place is {low}–{high} of "
        "{n}: {close} municipalities lie too close to be told apart from {name}.",
    ),
    "numbers.band.one": (
        "{label}: {value} {period}. Medianen bland kommunerna är {median}. Platsen är {low}–{high} av {n}: en annan "
        "kommun ligger så nära att den inte går att skilja från {name}.",
        "{label}: {value} in {period}. The median among the municipalities is {median}. The place is {low}–{high} of "
        "{n}: one other municipality lies too close to be told apart from {name}.",
    ),
    "numbers.sample": (
        "Sådana värden bygger på ett urval och källan anger inte hur osäkra de är; därför rangordnas de inte.",
        "Such values rest on a sample and the source does not say how uncertain they are; therefore they are not "
        "ranked.",
    ),
    "numbers.change": (
        "{label}: {old} {earlier} och {new} {later}.",
        "{label}: {old} in {earlier} and {new} in {later}.",
    ),
    "numbers.held": (
        "{label}: {new} {later}, ungefär som {earlier} ({old}).",
        "{label}: {new} in {later}, about the same as in {earlier} ({old}).",
    ),
    "numbers.among": (
        "Bland {n} liknande kommuner var utvecklingen starkare i {larger} och svagare i {smaller}; i {alike} går den "
        "inte att skilja från kommunens.",
        "Among {n} similar municipalities the development was stronger in {larger} and weaker in {smaller}; in {alike} "
        "it cannot be told apart from this one's.",
    ),
    "period.mixed": (
        "{first}–{last} (senaste svaret på varje fråga: {list})",
        "{first}–{last} (the latest answer to each question: {list})",
    ),
    "period.of": (
        "{count} från {period}",
        "{count} from {period}",
    ),
    # ---- change ----
    "change.spans": (
        "Frågorna jämförs över olika år: {list}.",
        "The questions are compared over different years: {list}.",
    ),
    "change.span": (
        "{count} mellan {earlier} och {later}",
        "{count} between {earlier} and {later}",
    ),
    "change.own": (
        "Mellan {earlier} och {later} gick {name} framåt på {up} av de {n} frågor som går att jämföra, tillbaka på "
        "{down} och stod stilla på {held}. Skillnaden mellan framåt och tillbaka är {net}; medianen bland {m} kommuner "
        "är {median}.",
        "Between {earlier} and {later} {name} moved forward on {up} of the {n} questions that can be compared, back on "
        "{down} and stood still on {held}. The difference between forward and back is {net}; the median among {m} "
        "municipalities is {median}.",
    ),
    "change.up": (
        "Framåt: {list}.",
        "Forward: {list}.",
    ),
    "change.down": (
        "Tillbaka: {list}.",
        "Back: {list}.",
    ),
    "change.none": (
        "Det går inte att säga vad som ändrats i {name} mellan {earlier} och {later}: svar saknas ett av åren.",
        "What has changed in {name} between {earlier} and {later} cannot be said: answers are missing for one of the "
        "years.",
    ),
    "change.caution": (
        "Ett ändrat svar kan betyda att verkligheten ändrats, att frågan förstods på ett annat sätt eller att någon "
        "annan svarade.",
        "A changed answer may mean that things have changed, that the question was understood differently or that "
        "someone else answered.",
    ),
    "learn.none": (
        "Bland de {peers} kommuner som liknar {name} mest finns inget exempel enligt reglerna på något som {name} "
        "inte redan har.",
        "Among the {peers} municipalities most like {name} the rules find no example of anything that {name} does "
        "not already have.",
    ),
    "learn.like": (
        "{names} liknar {name} och har kommit längre på något.",
        "{names} are like {name} and are ahead on something.",
    ),
    "learn.like.some": (
        "Bland andra {names} liknar {name} och har kommit längre på något.",
        "Among others {names} are like {name} and are ahead on something.",
    ),
    "learn.like.one": (
        "{names} liknar {name} och har kommit längre på något.",
        "{names} is like {name} and is ahead on something.",
    ),
    "unusual.none": (
        "Inget av det som jämförts skiljer {name} från liknande kommuner mer än vad så många jämförelser ger av en "
        "slump.",
        "Nothing that was compared sets {name} apart from similar municipalities by more than so many comparisons "
        "give by chance.",
    ),
    "limits.missing.one": (
        "Svar saknas på frågan om {list}.",
        "There is no answer to the question on {list}.",
    ),
    "limits.missing.many": (
        "Svar saknas på {count} frågor, bland annat om {list}. Ett svar som saknas är inte ett nej.",
        "There is no answer to {count} questions, among them those on {list}. A missing answer is not a no.",
    ),
    "limits.break": (
        "{label}: {before} går inte att jämföra med {after} och senare. {reason}",
        "{label}: {before} cannot be compared with {after} and later. {reason}",
    ),
    "limits.own-answers": (
        "Svaren är kommunernas egna. De säger vad som finns, inte hur många som använder det eller hur väl "
        "det fungerar.",
        "The answers are the municipalities' own. They say what there is, not how many use it or how well it works.",
    ),
    "limits.why": (
        "Ingen siffra här säger varför det är som det är.",
        "No figure here says why things are as they are.",
    ),
}
