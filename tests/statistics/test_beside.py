"""A published figure beside the computed one: whether they agree, and what is said of why they differ."""

from __future__ import annotations

import pytest
from statistics_world import THIRTY_ONE, codes, indicator, text, vocabulary

from publisher.model import Observation, ValueKind
from publisher.statistics.aggregates import Aggregate, Bounds, Method, Part
from publisher.statistics.landscape import landscape
from publisher.statistics.published import beside, published

NAMES, OWN = THIRTY_ONE, THIRTY_ONE[0]
PERCENT = indicator("p", ValueKind.PERCENT)


def computed(
    value: float | None, method: Method = Method.SHARES, n: int = 19, asked: int = 20, **more: object
) -> Aggregate:
    fields = {"bounds": Bounds(55.0, 60.0), "parts": ()} | more
    return Aggregate(indicator="x", period="2022", method=method, value=value, n=n, asked=asked, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("figure", "ours", "same"),
    [(58.0, 57.6, True), (58.0, 58.4, True), (58.0, 58.5, False), (57.0, 57.4, True), (58.0, 57.5, True),
     (57.3, 57.26, True), (57.3, 57.34, True), (57.3, 57.2, False), (57.34, 57.3, True), (57.26, 57.31, True)],
)  # fmt: skip
def test_a_published_figure_agrees_in_the_decimals_it_is_told_with(figure: float, ours: float, same: bool):
    said = beside(Observation(indicator="x", area="00", period="2022", value=figure), computed(ours)).explanation
    assert ("avrundat är det samma" in said["sv"], "rounded, this is the same" in said["en"]) == (same, same)


def test_why_a_published_figure_differs_is_said_as_far_as_it_is_known():
    def said(value: float, ours: Aggregate, **more: object) -> str:
        figure = Observation(indicator="x", area="00", period="2022", value=value, **more)  # type: ignore[arg-type]
        told = beside(figure, ours).explanation
        assert told["en"].count(";") == told["sv"].count(";")
        return told["sv"]

    ours = computed(50.0)
    assert "vad de kommuner som saknas" in said(55, ours) and "vad de kommuner som saknas" in said(60, ours)
    assert "varför är inte känt" in said(61, ours) and "varför är inte känt" in said(54, ours)
    assert "varför är inte känt" in said(57, computed(50.0, n=20))  # nobody is missing
    assert "källan räknade på 18 svar, vi på 19" in said(61, ours, n=18)
    assert "varför är inte känt" in said(61, ours, n=19)
    for status in ("approximate", "estimated"):
        assert "ungefärligt eller skattat" in said(61, ours, status=status)
    part = Part(code=1, label=text("Ja"), count=11, share=57.9, bounds=Bounds(None, None))
    assert "57,9\u00a0% (11 av 19 svarande)" in said(70, computed(57.9, parts=(part,)))
    total = said(5000, computed(4200.4, Method.SUM))
    assert "svar: 4\u00a0200;" in total and "det publicerade är 5\u00a0000." in total and "%" not in total
    assert "Medianen här" in said(5, computed(7.0, Method.MEDIAN))
    assert "Bara 3 av kommunerna" in said(5, computed(None, Method.MEDIAN, n=3))
    assert "Ingen kommuns värde" in said(5, computed(None, Method.NONE, n=0))


def test_a_difference_is_that_of_the_same_measure():
    figure = Observation(indicator="x", area="00", period="2022", value=58.0)
    assert beside(figure, computed(50.0)).difference == 8
    assert beside(figure, computed(50.0, Method.SUM)).difference == 8
    assert beside(figure, computed(50.0, Method.RATIO_OF_SUMS)).difference == 8
    assert beside(figure, computed(50.0, Method.MEDIAN)).difference is None
    assert beside(figure, computed(None)).difference is None


def test_a_figure_published_under_another_name_is_found_after_its_own():
    other = "kvalitetsledningssystem-valfardsteknik"
    rows = [Observation(indicator=other, area="00", period="2022", value=58.0),
            Observation(indicator="U07353", area="00", period="2022", value=None)]  # fmt: skip
    own = indicator("U07353", published_as=other)
    land = landscape(vocabulary([own, indicator(other)], codes(2)), rows)
    found = published(land.figures, own, "00", "2022")
    assert found is not None and found.value == 58
    assert published(land.figures, own, "00", "2021") is None
    assert published(land.figures, indicator(), "00", "2022") is None
