"""Twenty sentences drawn by lot, each worked out again from the committed ``observations.csv`` alone."""

from __future__ import annotations

import csv
import random
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest
from litestar.testing import TestClient

from benchmarks.claims import words

PACKAGES = Path(__file__).parents[2] / "datapackages"
#: The lot: change it and twenty others are drawn.
LOT = 20261128

Values = dict[tuple[str, str], dict[str, float]]


def read() -> Values:
    """Indicator and period to the municipalities' values."""
    found: Values = {}
    for path in sorted(PACKAGES.glob("*/observations.csv")):
        for row in csv.DictReader(path.open(encoding="utf-8")):
            if len(row["area"]) == 4 and row["value"] and (row["sex"], row["service_area"]) == ("T", "_T"):
                found.setdefault((row["indicator"], row["period"]), {})[row["area"]] = float(row["value"])
    return found


VALUES = read()


def drawn() -> Iterator[tuple[str, str, str]]:
    """Kind of sentence, indicator and area."""
    lot = random.Random(LOT)
    steps = [f"U213{n}" for n in (40, 41, 42, 43, 45, 46, 47, 48, 49, 50, 51, 52, 53, 55, 56, 57, 58, 59)]
    areas = sorted(VALUES["U21349", "2022"])
    yield from (("answer", lot.choice(steps), lot.choice(areas)) for _ in range(8))
    yield from (("place", lot.choice(["N07900", "N07918"]), lot.choice(areas)) for _ in range(4))
    counties = ["03", "05", "06", "12", "14", "17", "20", "24", "25"]
    yield from (("county", lot.choice(["N07900", "N90004", "N90002"]), lot.choice(counties)) for _ in range(4))
    yield from (("asked", indicator, "") for indicator in ("U07354", "U07355", "U07348", "U07356"))


@pytest.mark.parametrize(("kind", "indicator", "area"), list(drawn()))
def test_a_sentence_says_what_the_data_file_says(kind: str, indicator: str, area: str, pages: TestClient) -> None:  # type: ignore[type-arg]
    values = VALUES[indicator, "2022"]
    {"answer": answer, "place": place, "county": county, "asked": asked}[kind](indicator, area, values, pages)


def card(pages: TestClient, address: str, indicator: str) -> str:  # type: ignore[type-arg]
    """The words of an indicator's card on a page."""
    cards = [
        part for part in pages.get(address).text.split("<li>") if f'/{indicator}"' in part or f"/{indicator}?" in part
    ]
    return words(next(part for part in cards if 'class="value' in part))


def answer(indicator: str, area: str, values: dict[str, float], pages: TestClient) -> None:  # type: ignore[type-arg]
    text = card(pages, f"/kommun/{area}", indicator)
    if area not in values:
        assert "288 av 290" in text
        return
    counts = Counter(values.values())
    same, further = counts[values[area]], sum(many for value, many in counts.items() if value > values[area])
    found = re.search(r"Samma svar som (\d+) av (\d+)(?:; (\d+) \(([^)]*)\) har kommit längre| \()", text)
    assert found is not None, text
    assert (int(found[1]), int(found[2]), int(found[3] or 0)) == (same, len(values), further)
    before = VALUES[indicator, "2021"].get(area)
    if before is not None:
        rose = values[area] - before
        assert (
            "Oförändrat sedan 2021" if not rose else "Längre än 2021" if rose > 0 else "Mindre långt än 2021"
        ) in text


def place(indicator: str, area: str, values: dict[str, float], pages: TestClient) -> None:  # type: ignore[type-arg]
    text = card(pages, f"/kommun/{area}", indicator)
    better = sum(value > values[area] + 1 + 1e-9 for value in values.values())
    worse = sum(value < values[area] - 1 - 1e-9 for value in values.values())
    found = re.search(r"Mellan plats (\d+) och (\d+) av (\d+)", text) or re.search(r"Plats (\d+)(?:())? av (\d+)", text)
    assert found is not None, text
    assert (int(found[1]), int(found[2] or found[1]), int(found[3])) == (better + 1, len(values) - worse, len(values))


def county(indicator: str, area: str, values: dict[str, float], pages: TestClient) -> None:  # type: ignore[type-arg]
    text = card(pages, f"/lan/{area}", indicator)
    inside = [value for code, value in values.items() if code[:2] == area]
    for known, word in ((inside, "länets"), (list(values.values()), "landets")):
        found = re.search(rf"Medianen bland {word} (\d+) kommuner: ([\d,]+)", text)
        assert found is not None, text
        assert int(found[1]) == len(known)
        assert abs(float(found[2].replace(",", ".")) - median(known)) <= 0.0501


def asked(indicator: str, area: str, values: dict[str, float], pages: TestClient) -> None:  # type: ignore[type-arg]
    gate = {"U07354": "U07345", "U07355": "U07358"}.get(indicator)
    whole = sum(value > 0 for value in VALUES[gate, "2022"].values()) if gate else 290 - 26
    found = re.search(
        r"(\d+) av de (\d+) tillfrågade kommunerna svarade", words(pages.get(f"/nyckeltal/{indicator}").text)
    )
    assert found is not None and (int(found[1]), int(found[2])) == (len(values), whole)
