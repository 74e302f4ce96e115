"""A made-up country, big enough that all that statistics can say of a municipality, a county or the nation is said.

Fifty municipalities in five counties, one of them alone in its county and four just enough to be told of; answers that
follow size, a theme in which nothing may be called better, percentages that rise and break, a sample, counts that
contradict answers, published national figures, a municipality that was split and one that answers nothing. Drawn by
a fixed seed.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping

from statistics_world import divisions, indicator, text

from publisher.model import (
    Area,
    AreaChange,
    AreaKind,
    Comparability,
    Concept,
    Direction,
    Indicator,
    Membership,
    Observation,
    Step,
    ValueKind,
)
from publisher.vocabulary import Vocabulary

COUNTIES = {"01": 20, "02": 18, "03": 7, "04": 4, "09": 1}
#: Counties just large enough to be told of, to be compared, and just too small for either.
AT_LIMITS = {"01": 11, "02": 10, "03": 9, "04": 5, "05": 4, "06": 3, "07": 2, "08": 2, "09": 1}
#: Answers nothing; was split in 2022; had its border moved in 2022; alone in its county.
SILENT, SPLIT, MOVED, ALONE = "0105", "0206", "0207", "0901"
#: Answers nothing either: one of the two of its county, where there are two.
HALF = "0702"
#: These changed every answer on technology, from what to what: more of them than are told by name.
TURNED = {"0218": (0, 2), "0217": (2, 0)}
#: Of these all is written out in the approved copy: the largest, a middling and the smallest, and those above.
SHOWN = ["0101", "0110", "0217", "0218", "0303", SILENT, SPLIT, MOVED, ALONE]

#: A careful comparison, then none: the series is cut at the second alone.
BREAKS = {"2019": Comparability.CAUTION, "2020": Comparability.NONE}

YES_NO = (Step(code=0, label=text("Nej")), Step(code=1, label=text("Ja")))
FOUR = tuple(Step(code=code, label=text(name)) for code, name in enumerate(("Inget", "Lite", "Mycket", "Allt")))


def _label(head: str, rest: str = "") -> dict[str, str]:
    return {"sv": f"{head}{', ' + rest if rest else ''}", "en": f"{head} (en){', ' + rest if rest else ''}"}


def indicators() -> Iterator[Indicator]:
    """Every kind of value, direction and change of definition there is."""
    ordinal, boolean, percent = ValueKind.ORDINAL, ValueKind.BOOLEAN, ValueKind.PERCENT
    for number, name in enumerate(("Larm", "GPS", "Kamera", "Lås", "Dosering", "Robot"), 1):
        breaks = {"2022": Comparability.CAUTION} if number == 2 else {}
        yield indicator(f"u{number}", ordinal, breaks=breaks, label=_label(name, "Äldre hemma"), service_area="aldre")
    for number, name in enumerate(("Larm", "GPS", "Kamera", "Lås"), 1):
        yield indicator(f"v{number}", ordinal, label=_label("Teknik", f"{name} i LSS"), service_area="lss", steps=FOUR)
    for number, name in enumerate(("Ansökan", "Beslut", "Uppföljning", "Avgift"), 1):
        yield indicator(
            f"w{number}", boolean, Direction.CONTESTED, label=_label(name), subject="automatisering",
            note=text("Frågan är omstridd.") if number == 1 else {},
        )  # fmt: skip
    yield indicator("bokning", boolean, label=_label("Bokning på nätet"), subject="natet", steps=YES_NO)
    yield indicator("klagomal", ordinal, Direction.LOWER, label=_label("Klagomål på papper"), subject="natet")
    yield indicator(
        "villkor", ValueKind.CONDITIONAL, asked_if="bokning", label=_label("Bokning med tolk"), subject="natet"
    )
    yield indicator(
        "U07353",
        boolean,
        label=_label("Ledningssystem"),
        subject="ledning",
        published_as="kvalitetsledningssystem-valfardsteknik",
    )
    yield indicator(
        "kvalitetsledningssystem-valfardsteknik", percent, label=_label("Ledningssystem i riket"), subject="ledning"
    )
    yield indicator("U07345", ordinal, label=_label("Hjälp på distans"), subject="ledning")
    yield indicator(
        "U07354",
        ValueKind.COUNT,
        Direction.NEITHER,
        label=_label("Personer med hjälp på distans"),
        subject="ledning",
        count_of="U07345",
    )
    yield indicator("p1", percent, label=_label("Fiber"), subject="bredband")
    yield indicator("p2", percent, label=_label("Snabbt nät"), subject="bredband", breaks=BREAKS)
    yield indicator("p3", percent, Direction.LOWER, label=_label("Utan nät"), subject="bredband")
    yield indicator("p4", percent, Direction.NEITHER, label=_label("Mobilt nät"), subject="bredband")
    yield indicator("N00563", percent, label=_label("Nätet räcker"), subject="bredband", sampled=True)
    yield indicator("r1", ValueKind.RATIO, label=_label("Hastighet"), subject="bredband", unit="mbit-per-second")
    yield indicator(
        "m1",
        ValueKind.MULTIPLE_CHOICE,
        Direction.NEITHER,
        label=_label("Flera skäl"),
        subject="bredband",
        unit="percent",
    )
    yield indicator("k1", ValueKind.AMOUNT, Direction.NEITHER, label=_label("Kostnad"), subject="bredband", unit="sek")
    yield indicator("region1", percent, label=_label("Nöjda med vård på nätet"), subject="digital-vard", sampled=True)
    yield indicator("region2", percent, label=_label("Har sökt vård på nätet"), subject="digital-vard", sampled=True)
    yield indicator(
        "region3", percent, label=_label("Nedlagd fråga"), subject="digital-vard", sampled=True, retired="2020"
    )
    yield indicator("storlekar", percent, label=_label("Strategi"), subject="ledning")
    for id, breaks in (
        ("lang", {}),
        ("fyra", {}),
        ("kort", {"2016": Comparability.CAUTION}),
        ("bruten", {"2015": Comparability.NONE}),
    ):
        yield indicator(
            id, percent, Direction.NEITHER, label=_label(f"Serien {id}"), subject="uppfoljning", breaks=breaks
        )
    for id, trait in (("befolkning", "population"), ("landareal", "land-area")):
        yield indicator(
            id, ValueKind.COUNT, Direction.NEITHER, label=_label(id), subject="kommunregister", measures=trait
        )


def municipalities(counties: Mapping[str, int] = COUNTIES) -> list[str]:
    """Codes of the municipalities of counties, in order."""
    return [f"{county}{number:02}" for county, count in counties.items() for number in range(1, count + 1)]


def country(counties: Mapping[str, int] = COUNTIES) -> Vocabulary:
    """Areas, memberships and indicators; ``counties``: code to how many municipalities."""
    areas = {"00": Area(code="00", kind=AreaKind.NATION, label={"sv": "Riket", "en": "Sweden"})}
    members = []
    for number, county in enumerate(counties):
        nuts = f"http://data.europa.eu/nuts/code/SE{number + 11}{number}"
        areas[county] = Area(code=county, kind=AreaKind.COUNTY, label=text(f"Län {county}"), nuts=nuts)
    for code, name in (
        ("A1", "A1 Storstäder (SKR 2023)"),
        ("B3", "B3 Pendlingskommuner (SKR 2023)"),
        ("C7", "C7 Mindre (SKR 2023)"),
    ):
        areas[f"skr2023-{code}"] = Area(
            code=f"skr2023-{code}", kind=AreaKind.GROUP, label=text(name), group_type="skr2023"
        )
    for number, name in enumerate(("Färre än 10 000", "Mellan", "Fler än 20 000"), 1):
        code = f"storlek-{number}"
        areas[code] = Area(code=code, kind=AreaKind.GROUP, label=text(name), group_type="storlek")
    changes = {
        code: AreaChange(
            date="2022-01-01",
            description=text(f"{code} ändrades."),
            comparability=verdict,
            source="https://example.org/",
        )
        for code, verdict in ((SPLIT, Comparability.NONE), (MOVED, Comparability.CAUTION))
    }
    for at, code in enumerate(municipalities(counties)):
        changed = [changes[code]] if code in changes else []
        areas[code] = Area(
            code=code, kind=AreaKind.MUNICIPALITY, label=text(f"Ort{code}"), county=code[:2], changes=changed
        )
        size = 1 if inhabitants(at) < 10_000 else 3 if inhabitants(at) > 20_000 else 2
        kind = "A1" if at < 6 else "B3" if at % 2 else "C7"
        for group in (code[:2], f"skr2023-{kind}", f"storlek-{size}", "00"):
            members.append(Membership(group=group, area=code))
    scheme = {
        "subject": (
            "valfardsteknik",
            "automatisering",
            "natet",
            "ledning",
            "bredband",
            "digital-vard",
            "uppfoljning",
            "kommunregister",
        ),
        "service-area": ("_T", "aldre", "lss"),
        "unit": ("percent", "mbit-per-second", "persons", "sek"),
    }
    symbols = {"percent": "%", "mbit-per-second": "Mbit/s", "sek": "kr"}
    concepts = {
        name: {
            code: Concept(
                code=code, scheme=name, label=text(code.capitalize()), order=number,
                symbol=text(symbols[code]) if code in symbols else {}, background=code == "kommunregister",
            )
            for number, code in enumerate(codes, 1)
        }
        for name, codes in scheme.items()
    }  # fmt: skip
    concepts["division"] = divisions()
    return Vocabulary(
        indicators={one.id: one for one in indicators()},
        areas=areas,
        memberships=members,
        statuses={},
        concepts=concepts,
    )


def inhabitants(at: int) -> int:
    return round(90_000 / (1 + at * 0.55)) + 4_000


def figures(counties: Mapping[str, int] = COUNTIES, seed: int = 20261128) -> list[Observation]:
    """What is known of the country, in no order that means anything."""
    draw, codes = random.Random(seed), municipalities(counties)
    found = [
        Observation(indicator="befolkning", area=code, period=year, value=float(round(inhabitants(at) * growth)))
        for year, growth in (("2012", 0.93), ("2022", 1.0))
        for at, code in enumerate(codes)
        if not (code == "0303" and year == "2012")
    ]
    found += [
        Observation(indicator="landareal", area=code, period="2020", value=float(300 + 37 * (at * 7 % 46)))
        for at, code in enumerate(codes)
    ]
    for at, code in enumerate(codes):
        found += _of(draw, at, code, at / len(codes))
    found += _published(counties)
    return found


def _of(draw: random.Random, at: int, code: str, far: float) -> Iterator[Observation]:
    """What one municipality answers, and what is measured in it; ``far``: its place among all, 0 to 1."""

    def cell(id: str, period: str, value: float | None, **more: object) -> Observation:
        silent = code in {SILENT, HALF} or value is None
        kept = None if silent else value
        status = ("not-answered" if at % 2 else None) if silent else None
        return Observation(indicator=id, area=code, period=period, value=kept, status=status, **more)  # type: ignore[arg-type]

    for number in range(1, 7):
        before = min(2, int(draw.random() * 3.4 - far))
        after = min(2, max(0, before + (draw.random() < 0.45 - 0.1 * (number == 6)) - (draw.random() < 0.12)))
        if number == 4:  # what one county has and the others have not
            before, after = (0, 2 if at % 9 else 0) if code.startswith("02") else (0, 0 if at % 7 else 2)
        if code in TURNED:
            before, after = TURNED[code]
        if number == 5:
            before, after = (2, 2) if at in {3, 20} else (0, 2 if at % 8 == 1 else 0)
        yield cell(f"u{number}", "2020", None if draw.random() < 0.2 else max(0, before - (draw.random() < 0.3)))
        yield cell(f"u{number}", "2021", max(0, before))
        yield cell(f"u{number}", "2022", None if code == "0303" and number == 3 else after)
    for number in range(1, 5):
        value = 3 if code == "0101" else min(3, int(draw.random() * 2.2 + 0.6 * (at < 8)))
        told, earlier = None if draw.random() < 0.1 else value, min(3, max(0, value + draw.choice((-1, 0, 0, 1))))
        if code in TURNED:
            earlier, told = TURNED[code]
        yield cell(f"v{number}", "2022", told)
        yield cell(f"v{number}", "2021", earlier)
    for number in range(1, 5):
        yield cell(f"w{number}", "2022" if number != 4 else "2021", float(draw.random() < 0.3 + 0.1 * number))
    booked = float(draw.random() < 0.7)
    yield cell("bokning", "2022", booked)
    yield cell("villkor", "2022", float(draw.random() < 0.5) if booked and at % 5 else None)
    yield cell("klagomal", "2021", float(draw.choice((0, 1, 2))))
    yield cell("klagomal", "2022", 2.0 if code == "0110" else float(draw.choice((0, 0, 0, 1))))
    yield cell("U07353", "2018", float(at % 3 == 0))  # when nothing was published of the nation
    yield cell("U07353", "2020", None)
    yield cell("U07353", "2021", float(draw.random() < 0.58))
    yield cell("U07353", "2022", float(draw.random() < 0.6))
    yield cell("U07345", "2022", 2.0 if at in {4, 9} else float(draw.choice((0, 1, 2))))
    yield cell("U07354", "2022", 0.0 if at in {4, 9} else float(draw.randrange(1, 60)))
    for year in range(2017, 2023):
        rise = 9.0 * (at == 12) if year > 2019 else 0.0
        few = 20 if at in {5, 30} else None  # answers of a few dozen
        yield cell(
            "p1",
            str(year),
            n=few,
            value=round(35 + 0.7 * (at * 5 % 46) + 1.5 * (year - 2017) + rise + draw.random(), 1),
        )
        yield cell("p2", str(year), round(60 + 0.5 * (at * 11 % 46) - 9 * (year >= 2020) + draw.random(), 2))
    yield cell("p3", "2021", round(2 + draw.random() * 3, 1))
    yield cell("p3", "2022", 41.0 if code == "0217" else 0.4 if at == 2 else round(1 + draw.random() * 4, 1))
    yield cell("p4", "2022", round(20 + draw.random() * 60, 1))
    people = 100 + at
    replied = 99.4 if at == 7 else round(60 + draw.random() * 30, 1)
    yield cell("N00563", "2022", 0.0 if code == "0101" else replied, n=people)
    yield cell("r1", "2022", 900.0 if code == "0110" else round(draw.random() * 200 + 0.25, 2))
    yield cell("m1", "2022", float(draw.randrange(0, 100)))
    yield cell("k1", "2022", float(draw.randrange(10_000, 90_000)))


def _published(counties: Iterable[str]) -> Iterator[Observation]:
    """What sources published of counties, groups and the nation."""

    def cell(id: str, area: str, period: str, value: float, **more: object) -> Observation:
        return Observation(indicator=id, area=area, period=period, value=value, **more)  # type: ignore[arg-type]

    system = "kvalitetsledningssystem-valfardsteknik"
    yield cell(system, "00", "2021", 58.0, n=44)
    yield cell(system, "00", "2019", 50.0)  # when no municipality was asked
    yield cell(system, "00", "2020", 51.0)  # when none of those asked answered
    yield cell(system, "00", "2022", 70.0, status="approximate")
    for at, area in enumerate(("00", *counties)):
        if area != "04":
            yield cell("p1", area, "2022", 57.0 + 2.5 * at)
        if area != "03":
            yield cell("p2", area, "2022", 99.6 if area == "02" else 64.0 + at)
        yield cell("region1", area, "2020", 50.0 + at)
        if area != "02":
            yield cell("region1", area, "2022", 53.0 + at)
        yield cell("region2", area, "2021", 31.0 + at)
        yield cell("region3", area, "2019", 31.0 + at)
    for year, value in zip(range(2013, 2019), (10.0, 14.0, 20.0, 31.0, 45.0, 61.5), strict=True):
        yield cell("lang", "00", str(year), value)
    for year, value, status in (("2014", 20.0, "approximate"), ("2016", 24.0, None), ("2018", 30.0, "estimated")):
        yield cell("kort", "00", year, value, status=status)
    for year, value in zip(range(2014, 2018), (0.0, 6.0, 8.5, 9.0), strict=True):
        yield cell("fyra", "00", str(year), value)
    for year, value in (("2013", 70.0), ("2014", 71.0), ("2015", 40.0)):
        yield cell("bruten", "00", year, value)
    yield cell("storlekar", "storlek-1", "2023", 44.0, service_area="aldre")  # and of the largest nothing
    for service, low, high in (("aldre", 41.0, 66.0), ("lss", 35.0, 58.0)):
        for year, less in (("2021", 4.0), ("2022", 0.0)):
            yield cell("storlekar", "storlek-1", year, low - less, service_area=service)
            yield cell("storlekar", "storlek-3", year, high - less, service_area=service)


def without(cells: list[Observation], *ids: str) -> list[Observation]:
    """The figures of the country without those of some indicators."""
    return [one for one in cells if one.indicator not in ids]
