"""``python -m benchmarks [NAME…] [--build DIR] [--seconds N] [--rounds N]``: prints a table per measurement."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import catalogue, checking, claims, cube, everything, formats, revisions, serving, switching

#: What can be measured: each takes the options and prints.
MEASUREMENTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "serving": serving.main,
    "formats": formats.main,
    "everything": everything.main,
    "switching": switching.main,
    "revisions": revisions.main,
    "checking": checking.main,
    "cube": cube.main,
    "catalogue": catalogue.main,
    "claims": claims.main,
}


def main() -> int:
    """Run the measurements named, all of them when none is."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASUREMENTS))
    parser.add_argument("--build", type=Path, default=Path("build"), help="folder with a built edition")
    parser.add_argument("--seconds", type=float, default=2.0, help="length of each run")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each, interleaved; medians are shown")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--observations", type=int, default=1_000_000, help="rows that 'cube' writes")
    options = parser.parse_args()
    unknown = set(options.names) - set(MEASUREMENTS)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}. Known: {', '.join(MEASUREMENTS)}.")
    if not (options.build / "current").exists():
        print(f"{options.build}: there is no edition. Run 'publisher build' first.", file=sys.stderr)
        return 1
    for name in options.names or MEASUREMENTS:
        print(f"\n== {name}")
        MEASUREMENTS[name](options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
