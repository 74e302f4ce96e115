"""Raster: a drawing of ours as PNG, made on request in a process of its own.

The library that draws (resvg) holds the interpreter while it does: in the server's own process nobody else would be
answered meanwhile. Fonts are those that come with the program, so that the same drawing gives the same bytes anywhere.
Run as ``python -m publisher.raster`` it reads an SVG document and writes a PNG.
"""

from __future__ import annotations

import asyncio
import math
import os
import re
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from importlib.resources import files
from pathlib import Path

#: Pixels of the picture to one of the drawing, unless it would then have more pixels than :data:`MOST`: a million
#: take an eighth of a second.
ZOOM, MOST = 2.0, 4_000_000
#: Bytes of a drawing that is read, seconds one may take, drawings that may wait for their turn.
LONGEST, SECONDS, WAITING = 4 * 2**20, 20.0, 64
#: The family that everything is written in.
FAMILY = "Roboto"

_drawer = ThreadPoolExecutor(1, "raster")
_queue = threading.BoundedSemaphore(1 + WAITING)
_SIZE = re.compile(rb'<svg [^>]*?width="(\d+)" height="(\d+)"')


class NotDrawn(Exception):
    """There is no picture: too many ask for one, or the drawing is too large or takes too long."""


async def in_turn(svg: bytes) -> bytes:
    """A drawing as PNG, when those that came before are drawn: one at a time, whoever asks.

    Args:
        svg: as in :func:`png`.

    Raises:
        NotDrawn: as by :func:`png`, or more than :data:`WAITING` are waiting.
    """
    if not _queue.acquire(blocking=False):
        raise NotDrawn("busy")
    try:
        return await asyncio.get_running_loop().run_in_executor(_drawer, png, svg)
    finally:
        _queue.release()


def png(svg: bytes) -> bytes:
    """A drawing as PNG, at most twice its size in pixels.

    Args:
        svg: a whole document whose root says its width and height in pixels.

    Raises:
        NotDrawn: with the reason.
    """
    if len(svg) > LONGEST:
        raise NotDrawn("too large")
    paths = [str(Path(__file__).parents[1]), *filter(None, [os.environ.get("PYTHONPATH")])]
    try:
        return subprocess.run(
            [sys.executable, "-P", "-m", "publisher.raster"],
            input=svg,
            capture_output=True,
            timeout=SECONDS,
            env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
            check=True,
        ).stdout
    except subprocess.TimeoutExpired:
        raise NotDrawn("too slow") from None
    except subprocess.CalledProcessError as error:
        raise NotDrawn(error.stderr.decode(errors="replace").strip().rpartition("\n")[2][:200]) from error


def zoom(width: int, height: int) -> float:
    """Pixels of the picture to one of a drawing of this size."""
    return min(ZOOM, math.sqrt(MOST / max(1, width * height)))


def drawn(svg: bytes) -> bytes:
    """The picture, made here and now; a drawing that says no size is refused."""
    import resvg_py

    size = _SIZE.match(svg)
    if size is None:
        raise ValueError("the drawing says no size")
    return resvg_py.svg_to_bytes(
        svg_string=svg.decode(),
        zoom=zoom(int(size[1]), int(size[2])),
        skip_system_fonts=True,
        font_files=[str(files("fontpkg_roboto") / "files" / "Roboto[wdth,wght].ttf")],
        font_family=FAMILY,
        sans_serif_family=FAMILY,
    )


if __name__ == "__main__":
    sys.stdout.buffer.write(drawn(sys.stdin.buffer.read()))
