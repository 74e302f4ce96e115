"""Mutants: small changes of the arithmetic, drawn by a seed, each held against the tests of its room.

``python -m benchmarks mutants --seed 20261128 --number 200``: of the places that mutmut's operators (and a few for SQL)
can change so many are drawn, one change each. Each is made in a copy of the checkout and in a process of its own, and
the tests of its room that reach the line are run until one fails. The checkout itself is only read.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]

#: What is known to change nothing: place and change, and the reason, tab-separated.
EQUIVALENTS = Path(__file__).parent / "equivalents.tsv"


@dataclass(frozen=True, kw_only=True)
class Room:
    """A part of the program, and the tests that promise its behaviour."""

    sources: tuple[str, ...]
    tests: tuple[str, ...]


_API = "comparing standing spans rankings profiles selecting query asking"
ROOMS = {
    "statistics": Room(sources=("publisher/statistics",), tests=("tests/statistics",)),
    "gate": Room(
        sources=("publisher/gate",),
        tests=("tests/test_gate.py", "tests/test_gate_series.py", "tests/test_gate_told.py"),
    ),
    "observations": Room(sources=("publisher/observations.py",), tests=("tests/test_observations.py",)),
    "api": Room(
        sources=("publisher/reader.py", *(f"publisher/web/api/{name}.py" for name in _API.split())),
        tests=("tests/api",),
    ),
}


def main(arguments: Sequence[str]) -> int:
    """Draw, run, print a line a mutant and the sums; 0 when nine of ten die."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks mutants", description=__doc__)
    parser.add_argument("--seed", type=int, default=20261128, help="which mutants are drawn (default %(default)s)")
    parser.add_argument("--number", type=int, default=200, help="how many are drawn (default %(default)s)")
    parser.add_argument("--rooms", help=f"of these rooms alone, with commas: {', '.join(ROOMS)}")
    parser.add_argument("--jobs", type=int, default=1, help="rooms at a time (default %(default)s)")
    parser.add_argument("--results", type=Path, help="file for what became of each, a line of JSON a mutant")
    options = parser.parse_args(arguments)
    try:
        from benchmarks.mutants.drawing import draw
    except ImportError as missing:
        print(f"{missing.name} is not installed. Run: pip install -e '.[mutation,test]'", file=sys.stderr)
        return 2
    rooms = options.rooms.split(",") if options.rooms else list(ROOMS)
    if unknown := set(rooms) - set(ROOMS):
        print(f"--rooms: {', '.join(sorted(unknown))} is no room. There are: {', '.join(ROOMS)}.", file=sys.stderr)
        return 2
    files = {path.relative_to(CHECKOUT).as_posix(): room for room in rooms for path in sources(ROOMS[room])}
    population, drawn, apart = draw(CHECKOUT, sorted(files), options.seed, options.number, equivalents())
    print(
        f"{len(drawn)} of {population} mutants, seed {options.seed}; {len(apart)} met that change nothing", flush=True
    )
    found: list[dict[str, object]] = []
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder, ThreadPoolExecutor(options.jobs) as pool:
        base = Path(folder) / "checkout"  # whatever is edited meanwhile, all rooms are held as it is now
        shutil.copytree(CHECKOUT, base, ignore=shutil.ignore_patterns(".*", "build", "__pycache__"))

        def hold(room: str) -> None:
            mine = [asdict(mutant) | {"place": mutant.place} for mutant in drawn if files[mutant.file] == room]
            for result in _run(base, Path(folder) / room, ROOMS[room].tests, mine) if mine else ():
                found.append({"room": room, **result})
                print("{result:9} {file}:{line}  {before}  →  {after}  {test}".format(**result), flush=True)

        for done in [pool.submit(hold, room) for room in rooms]:
            done.result()
    if options.results:
        lines = [json.dumps(one, ensure_ascii=False, sort_keys=True) for one in found]
        options.results.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print()
    for room in rooms:
        counted = Counter(str(one["result"]) for one in found if one["room"] == room)
        print(f"{room:13}", *(f"{counted[word]:4} {word}" for word in ("killed", "timeout", "survived")))
    died = sum(one["result"] != "survived" for one in found)
    print(f"{'together':13} {died:4} of {len(found)} die; {len(apart)} equivalents apart")
    return 0 if 10 * died >= 9 * len(found) else 1


def sources(room: Room) -> Iterator[Path]:
    """The modules of a room."""
    for name in room.sources:
        path = CHECKOUT / name
        yield from [path] if path.is_file() else path.rglob("*.py")


def equivalents() -> set[str]:
    """Places and changes that are known to change nothing."""
    lines = EQUIVALENTS.read_text(encoding="utf-8").splitlines()[1:]
    return {line.rpartition("\t")[0] for line in lines}


def _run(base: Path, scratch: Path, tests: Sequence[str], mutants: list[dict[str, object]]) -> Iterator[dict[str, str]]:
    """Results of one room, as they come from a warm process that has imported no module of the project."""
    copy = scratch / "checkout"
    shutil.copytree(base, copy)
    order = {"tests": tests, "mutants": mutants, "scratch": str(scratch)}
    (scratch / "order.json").write_text(json.dumps(order), encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(copy), "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "benchmarks.mutants.worker", str(scratch / "order.json")]
    with subprocess.Popen(command, cwd=copy, env=environment, stdout=subprocess.PIPE, encoding="utf-8") as worker:
        assert worker.stdout is not None
        for line in worker.stdout:
            yield json.loads(line)
    if worker.returncode:
        raise SystemExit(f"The tests of {', '.join(tests)} do not pass as they are: nothing can be said of mutants.")
