"""Charts drawn on the server: light SVG that needs no script, follows the page's width, light and dark, and print.

Every chart has a title, a description in words and a table, and can be had as a file of its own
(:func:`publisher.web.charts.standalone.standalone`). Steps of a scale differ in pattern as well as in colour; what
is missing is hatched and never gets the colour of a value. No colour says good or bad.
"""

from publisher.web.charts.bars import Bar, Bars
from publisher.web.charts.chart import Chart, Key, patterns
from publisher.web.charts.histogram import Histogram, Mark
from publisher.web.charts.lines import Band, Line, Lines
from publisher.web.charts.matrix import Matrix, MatrixRow
from publisher.web.charts.ranges import Range, Ranges
from publisher.web.charts.standalone import standalone
from publisher.web.charts.strip import Lacking, Strip
from publisher.web.charts.strip import Line as StripLine

__all__ = [
    "Band",
    "Bar",
    "Bars",
    "Chart",
    "Histogram",
    "Key",
    "Lacking",
    "Line",
    "Lines",
    "Mark",
    "Matrix",
    "MatrixRow",
    "Range",
    "Ranges",
    "Strip",
    "StripLine",
    "patterns",
    "standalone",
]
