"""Charts say in words what they show, hatch what is missing and join nothing across a break."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import pytest

from publisher.web.charts import Band, Bar, Bars, Histogram, Key, Line, Lines, Mark, Range, Ranges, standalone
from publisher.web.charts.chart import FILLS, MISSING, fill_of, nice_ticks, paint, patterns

BARS = Bars(
    title="Lås & larm",
    description="Nej 1, Ja 3.",
    keys=[Key("a", "Nej"), Key("d", "Ja", "3"), Key(MISSING, "Svarade inte")],
    bars=[Bar("2021", [("a", 25.0), ("d", 75.0)], "n = 4", here=1), Bar("2022", [("d", 100.0)], above="Ny definition")],
    header=["Svar", "Antal"],
    rows=[["Nej", "1"]],
)
LINES = Lines(
    title="Bredband",
    description="35 % 2009, 22 % 2010.",
    keys=[Key("line2", "Median")],
    lines=[Line("Median", [{"2009": 35.0}, {"2010": 22.0, "2011": 30.0}], "line2", "A")],
    bands=[Band("Mitten", [{"2009": (30.0, 40.0)}, {"2010": (20.0, 25.0), "2011": (25.0, 35.0)}])],
    text=lambda value: f"{value:g} %",
    breaks=[("2010", "Ny definition")],
    limits=(0.0, 100.0),
)
HISTOGRAM = Histogram(
    title="Bredband",
    description="Från 10 till 90.",
    values=[10.0, 20.0, 30.0, 90.0],
    text=lambda value: f"{value:g} %",
    median=25.0,
    quartiles=(15.0, 60.0),
    marks=[Mark("Säffle", 20.0, "A"), Mark("Arvika", 21.0, "B")],
)
RANGES = Ranges(
    title="Per län", description="", keys=[], ranges=[Range("Värmland", 10.0, 20.0, 30.0, "20 %")],
    text=lambda value: f"{value:g}", header=[], rows=[],
)  # fmt: skip


@pytest.mark.parametrize("chart", [BARS, LINES, HISTOGRAM, RANGES], ids=lambda chart: type(chart).__name__)
def test_every_chart_is_well_formed_in_a_page_and_alone(chart: Bars) -> None:
    ET.fromstring(f"<div>{chart.inline()}</div>")
    alone = ET.fromstring(standalone(chart, "Bygger på siffror från X.", "https://example.test/?utgava=1"))
    texts = " ".join(element.text or "" for element in alone.iter())
    assert chart.title in texts
    assert "Bygger på siffror från X." in texts
    assert "https://example.test/?utgava=1" in texts


def test_every_drawing_says_in_words_what_it_shows() -> None:
    for chart in (BARS, LINES, HISTOGRAM, RANGES):
        for svg in ET.fromstring(f"<div>{chart.inline()}</div>").iter("svg"):
            if svg.get("role") == "img":
                assert svg.get("aria-label")


def test_no_line_crosses_a_break() -> None:
    body, _ = LINES.body()
    joined = [part.split('"')[0] for part in body.split('class="line2" d="')[1:]]
    assert len(joined) == 1  # 2010–2011; the single value of 2009 is a dot of its own
    assert joined[0].count("L") == 1
    assert body.count('class="dot line2"') == 3
    assert 'class="break"' in body


def test_a_break_between_bars_is_told() -> None:
    assert "Ny definition" in BARS.inline()


@pytest.mark.parametrize("steps", sorted(FILLS))
def test_steps_differ_in_pattern_and_none_looks_like_missing(steps: int) -> None:
    fills = [fill_of(step, steps) for step in range(steps)]
    assert len(set(fills)) == steps
    assert MISSING not in fills
    assert paint(MISSING) == 'fill="url(#pm)"'
    assert 'id="pm"' in patterns()


def test_markers_that_would_hide_each_other_stand_above_each_other() -> None:
    body, _ = HISTOGRAM.body()
    assert ">A</text>" in body
    assert ">B</text>" in body
    assert 'd="M-6 2h12l-6 9z"' in body
    assert 'd="M-6 15h12l-6 9z"' in body


def test_values_spread_over_powers_of_ten_get_a_logarithmic_scale() -> None:
    wide = Histogram(title="", description="", values=[1.0, 2.0, 3.0, 4.0, 500.0, 90000.0], text=str)
    assert wide.logarithmic
    assert not HISTOGRAM.logarithmic


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (35.3, 99.9), (-4.0, 12.0), (0.001, 0.002), (7.0, 7.0)])
def test_ticks_are_round_and_enclose_the_values(low: float, high: float) -> None:
    ticks = nice_ticks(low, high)
    assert ticks[0] <= low
    assert ticks[-1] >= high
    assert ticks == sorted(set(ticks))
    assert len(ticks) <= 9


def test_markup_in_labels_is_text() -> None:
    hostile = Bars(
        title="<script>", description='"><b>', keys=[], bars=[Bar("<i>", [("a", 100.0)])], header=[], rows=[]
    )
    assert "<i>" not in hostile.inline()
    assert "<script>" not in standalone(hostile, "<b>", "&")


def test_a_target_is_a_line_with_its_words_within_the_chart() -> None:
    aimed = replace(LINES, target=(100.0, "mål: 100 % vid utgången av 2016"))
    drawn, plain = aimed.body()[0], LINES.body()[0]
    (at,) = re.findall(r'<line class="target"[^>]* y1="([\d.]+)"', drawn)
    assert 0 <= float(at) < min(float(y) for y in re.findall(r'class="dot line2"[^>]* cy="([\d.]+)"', drawn))
    assert "mål: 100 % vid utgången av 2016" in drawn
    assert "target" not in plain
