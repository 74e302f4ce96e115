"""Chart file: a chart with its title, legend, source and address in one file, as SVG or PNG."""

from __future__ import annotations

from collections.abc import Sequence

from publisher import raster
from publisher.phrases import tell
from publisher.web.charts import Chart, standalone
from publisher.web.finished import Finished
from publisher.web.pages.view import View
from publisher.web.problems import ProblemError

#: What a chart's file may be, by the end of its name.
KINDS = {"png": "image/png", "svg": "image/svg+xml"}


def named_kind(file: str) -> tuple[str, str]:
    """The name of a chart and the kind of its file, ``karta.svg``; kind '' where it is none of :data:`KINDS`."""
    name, _, kind = file.rpartition(".")
    return (name, kind) if kind in KINDS else (file, "")


async def chart_file(
    view: View, chart: Chart, kind: str, who: str, notes: Sequence[str] = (), wide: int = 0
) -> Finished:
    """A chart as a file with source, edition and address.

    Args:
        kind: of :data:`KINDS`.
        who: those behind the figures.
        notes: what the values rest on.
        wide: pixels that its drawing needs, where they are more than most.

    Raises:
        ProblemError: 503, the picture could not be drawn now.
    """
    credit = view.say("Based on figures from %(who)s. Edition %(edition)s.", who=who, edition=view.reader.edition.id)
    body = standalone(chart, credit, view.fixed, notes, wide).encode()
    if kind == "png":
        try:
            body = await raster.in_turn(body)
        except raster.NotDrawn as error:
            raise ProblemError(
                503,
                tell("The picture could not be drawn now ({error}). The same chart is there as SVG.", error=error),
            ) from error  # fmt: skip
    headers = {
        "Cache-Control": "public, max-age=60",
        "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'",
        "Content-Language": view.language,
    }
    return Finished(body, KINDS[kind], headers)
