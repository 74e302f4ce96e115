"""What the pages say, read: every municipality, county, the nation and every indicator in both languages, for kinds of
statement that mislead. Prints how often each kind is said, on how many pages, and where first.

A kind is a pattern in the visible words (the legend's and the charts' own words counted), on some addresses. It reads
what any edition says, so that two can be set beside each other::

    python -m benchmarks claims --build build
"""

from __future__ import annotations

import argparse
import html
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass

from benchmarks.processes import table


@dataclass(frozen=True)
class Kind:
    """A way to mislead."""

    name: str
    pattern: str  #: in either language; group ``n``, ``of`` for numbers that ``wrong`` looks at
    where: str = ""  #: addresses it may be said on; '' all


#: Indicators put only to those that said something else than no to another, or about a task that some do not have.
CONDITIONAL = "U07354|U07355"
#: Indicators that are refused a rank because of samples or of a direction that is neither.
SAMPLED = "N00563|N00564"

# A pattern is read whole, so its line is as long as it is.
# ruff: noqa: E501
KINDS = (
    Kind("a median is called the nation", r"(?:Hela riket|All of Sweden): [\d  .,]+ ?(?:%|[A-Za-z])"),
    Kind("the middle municipality stands for the nation", r"(?:i hela landet är det|in the whole country it is) [\d,.]+"),
    Kind("not asked is counted as not answered", r"\d+ (?:av|of) 290 (?:kommuner svarade|municipalities answered)",
         rf"/nyckeltal/(?:{CONDITIONAL})$"),
    Kind("sampled residents are municipalities that answered", r"\d+ (?:av|of) 290 (?:kommuner svarade|municipalities answered)",
         rf"/nyckeltal/(?:{SAMPLED})$"),
    Kind("a task of another body is told as backwardness", r"(?:lås i hemsjukvården|locks in home health care)[^.]{0,60}: 0 (?:av|of) \d+"),
    Kind("a note denies the steps", r"(?:kodas 0 och 1|coded 0 and 1)"),
    Kind("a lead on a few dozen households", r"(?:glesbebyggt|sparsely built areas): [\d,.]+ ?% i[n]? [^.]+\. (?:I de|In the) \d+"),
    Kind("place or example on a few dozen households", r"(?:Plats \d|Mellan plats|Place \d|Between place|gick från|went from)[^.]*",
         r"/nyckeltal/N07920$"),
    Kind("missing is drawn like a middle step, the step in no legend", r"(?:streckad där värde saknas|hatched where there is no value)"),
    Kind("a refused rank as 'higher than so many'", r"(?:Högre än i|Higher than in) \d+"),
    Kind("a refused rank as 'higher than before'",
         r"(?:Internet hemma räcker (?:i stort|helt)|Home internet \w+ suffices) (?:(?!Tillgång till bredband|Access to broadband).)*?"
         r"(?:Högre|Lägre|Higher|Lower) (?:än|than) \d{4}: ", "/kommun/"),
    Kind("what may be chance is listed in falling order", r"(?:Ingen rangordning|No ranking).{0,400}?(?:Ordna efter: |Order by: )chosen:"),
    Kind("a range of a group without how many", r"(?:Liknande kommuner|Similar municipalities): "),
    Kind("a break's note speaks of one direction", r"(?:fallet är en ny definition|the fall is a new definition)"),
    Kind("told across a break", r"(?:Mediankommunen|Median municipality): [^.]*?(?:2009)[^.]*?20(?:1\d|2\d)"),
    Kind("a percentage that is no frequency", r"(?:Så ovanligt är det|It is as unusual) in? ?[^.]*"),
    Kind("within the margin told as weaker or stronger", r"(?:utvecklingen svagare i|development was weaker in) "),
    Kind("half an answer", r"\d,5 av \d+ |\d\.5 of \d+ "),
    Kind("the largest of many is called a difference", r"(?:Mest skiljer sig länet|The county differs most)"),
    Kind("winners only", r"(?:Störst är övervikten uppåt|The balance upwards is largest)"),
    Kind("an older version is 'as described above'", r"\d \([^)]*–\d{4}\)\s*: (?:som beskrivs ovan|as described above)"),
    Kind("a raw code of a payer", r"(?:genom|through|till|to) skl\b"),
    Kind("a decision no source gives", r"SKL (?:beslutade om återbetalning|decided on repayment)"),
    Kind("a cause", r"\b(?:eftersom arbetet kom|since work started)\b"),
    Kind("counts of indicators nobody meets", r"(?:i|on) 1[0-9][0-9] (?:nyckeltal|indicators)"),
    Kind("a sentence without a space after", r"(?:svarade|answered)\.(?:Hade|Had|Alla|All|Värdena|The)"),
    Kind("two ways to write less than one percent", r"\bunder 1 ?%"),
    Kind("Swedish percent in English", r"\d %", r"^/en"),
)  # fmt: skip


def main(options: argparse.Namespace) -> None:
    """Read every page of the current edition and print the kinds found."""
    from litestar.testing import TestClient

    from publisher.settings import Settings
    from publisher.web import create_app

    logging.getLogger("httpx").setLevel(logging.WARNING)  # not a line a page

    settings = Settings(build=options.build, quiet=True)
    found: dict[str, list[tuple[str, str]]] = {kind.name: [] for kind in KINDS}
    number = 0
    with TestClient(create_app(settings), base_url=settings.base_url) as client:
        for address in addresses(client):
            number += 1
            answer = client.get(address)
            if answer.status_code != 200:
                continue
            said = words(answer.text)
            for kind in KINDS:
                if re.search(kind.where, address):
                    found[kind.name] += [(address, hit[0]) for hit in re.finditer(kind.pattern, said)]
    print(f"{number} pages of edition {next(iter((options.build / 'current').resolve().parts[-1:]))}")
    table(
        ["kind", "said", "pages", "first"],
        [
            [name, str(len(hits)), str(len({address for address, _ in hits})),
             f"{hits[0][0]}: {hits[0][1][:70]}" if hits else ""]
            for name, hits in found.items()
        ],
    )  # fmt: skip


def addresses(client: object) -> Iterator[str]:
    """Every page that says something of figures, in both languages."""
    get = client.get  # type: ignore[attr-defined]
    start = get("/").text
    paths = ["/", "/riket", "/goda-exempel", "/stimulansmedel", "/metod", "/om", "/tillganglighet"]
    paths += sorted(set(re.findall(r'href="(/kommun/\d{4})"', start)) | set(re.findall(r'href="(/lan/\d\d)"', start)))
    paths += sorted(set(re.findall(r'href="(/nyckeltal/[^"/?#]+)"', get("/nyckeltal").text)))
    paths += sorted(set(re.findall(r'href="(/stimulansmedel/[^"/?#]+)"', get("/stimulansmedel").text)))
    for path in paths:
        yield path
        yield "/en" + path if path != "/" else "/en"


def words(page: str) -> str:
    """The words of a page as they are read, what charts and their titles say included."""
    said = re.sub(r"<(script|style)\b.*?</\1>", " ", page, flags=re.DOTALL)
    said = re.sub(r'aria-label="([^"]*)"[^>]*>', r"> \1. ", said)
    said = re.sub(r"<strong>(värde|value)</strong>", r"chosen:\1", said)
    said = re.sub(r"</(?:strong|em|b|i|a|span)>", "", said)
    said = re.sub(r"<(?:strong|em|b|i|a|span)\b[^>]*>", "", said)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", said)).replace("\u00a0", " "))
