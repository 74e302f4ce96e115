"""``python -m benchmarks [NAME…] [--build DIR] [--seconds N] [--rounds N]``: prints a table per measurement.

``python -m benchmarks mutants`` measures the tests, and has options of its own: see ``--help``.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import (
    build,
    catalogue,
    checking,
    claims,
    cold,
    cube,
    everything,
    fetching,
    formats,
    fuzzing,
    lighthouse,
    memory,
    mutants,
    revisions,
    sameness,
    serving,
    sheets,
    sparql,
    switching,
    vast,
    workers,
)

#: What can be measured: each takes the options and prints.
MEASUREMENTS: dict[str, Callable[[argparse.Namespace], None]] = {
    "serving": serving.main,
    "cold": cold.main,
    "formats": formats.main,
    "everything": everything.main,
    "switching": switching.main,
    "revisions": revisions.main,
    "checking": checking.main,
    "cube": cube.main,
    "catalogue": catalogue.main,
    "claims": claims.main,
    "fuzz": fuzzing.main,
    "lighthouse": lighthouse.main,
    "memory": memory.main,
    "sheets": sheets.main,
    "sparql": sparql.main,
    "build": build.main,
    "fetch": fetching.main,
    "same": sameness.main,
    "workers": workers.main,
    "vast": vast.main,
}
#: Those that are run only when they are named: they take minutes.
APART = {"fuzz", "lighthouse", "memory", "sheets", "build", "fetch", "same", "workers", "vast"}
#: Those that make what they measure.
OWN = {"vast", "build", "fetch", "same", "workers"}


def main() -> int:
    """Run the measurements named, all of them when none is."""
    if sys.argv[1:2] == ["mutants"]:
        return mutants.main(sys.argv[2:])
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=", ".join(MEASUREMENTS))
    parser.add_argument("--build", type=Path, default=Path("build"), help="folder with a built edition")
    parser.add_argument("--seconds", type=float, default=2.0, help="length of each run")
    parser.add_argument("--rounds", type=int, default=5, help="runs of each, interleaved; medians are shown")
    parser.add_argument("--connections", type=int, default=16)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--observations", type=int, default=1_000_000, help="rows that 'cube' writes and 'fetch' reads")
    parser.add_argument("--requests", type=int, default=10_000, help="requests that 'fuzz' sends")
    parser.add_argument("--seed", type=int, default=1, help="of the chance in 'fuzz' and 'memory'")
    parser.add_argument("--minutes", type=int, default=10, help="of traffic in 'memory', an edition each")
    parser.add_argument("--commit", help="that 'build' and 'same' hold this tree against")
    parser.add_argument("--site", type=Path, default=Path(), help="folder of the site that 'workers' builds")
    parser.add_argument("--values", type=int, default=100_000_000, help="how many 'vast' has")
    parser.add_argument("--database", type=Path, default=Path("build/vast.db"), help="where 'vast' makes its database")
    parser.add_argument("--url", help="a server that 'fuzz' asks, in place of one of its own")
    options = parser.parse_args()
    unknown = set(options.names) - set(MEASUREMENTS)
    if unknown:
        parser.error(f"unknown: {', '.join(sorted(unknown))}. Known: {', '.join(MEASUREMENTS)}.")
    if not (options.names and set(options.names) <= OWN) and not (options.build / "current").exists():
        print(f"{options.build}: there is no edition. Run 'publisher build' first.", file=sys.stderr)
        return 1
    for name in options.names or [name for name in MEASUREMENTS if name not in APART]:
        print(f"\n== {name}")
        MEASUREMENTS[name](options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
