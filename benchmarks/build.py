"""What a build costs: this tree and a commit in turn, from nothing and after one changed value.

``python -m benchmarks build --commit NAME``: processor seconds (user and system, all processes) and the peak memory of
the largest process, medians of ``--rounds``, and the ratios. Each tree builds the packages it holds. Takes minutes.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import median

from benchmarks.processes import table

#: What is measured, in this order; the change is made between the two, the third changes nothing.
WORK = ("from nothing", "one changed value", "nothing changed")
PACKAGE = "bredband"
BUILD = ("build", "--quiet")


def main(options: argparse.Namespace) -> None:
    """Measure and print."""
    here = Path(__file__).parents[1]
    measured: dict[tuple[str, str], list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory() as folder:
        names = ["this tree", *([options.commit] if options.commit else [])]
        trees = {name: Path(folder) / str(number) for number, name in enumerate(names)}
        shutil.copytree(here, trees["this tree"], ignore=shutil.ignore_patterns(".*", "build", "__pycache__"))
        if options.commit:
            checkout(here, options.commit, trees[options.commit])
        for _ in range(options.rounds):
            for name, tree in trees.items():
                for work, cost in _round(tree).items():
                    measured.setdefault((name, work), []).append(cost)
    medians = {key: tuple(median(one[i] for one in costs) for i in (0, 1)) for key, costs in measured.items()}
    base = options.commit or "this tree"
    table(
        ("tree", "work", "processor s", "of the commit's" if options.commit else "of all", "peak MB"),
        [
            (name, work, f"{seconds:.2f}", f"{seconds / medians[base, WORK[0]][0]:.3f}", f"{memory:.0f}")
            for (name, work), (seconds, memory) in medians.items()
        ],
    )


def checkout(repository: Path, commit: str, target: Path) -> None:
    """The files of a commit, in a folder of their own."""
    archive = subprocess.run(
        ["git", "-C", str(repository), "archive", commit], check=True, stdout=subprocess.PIPE
    ).stdout
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(target, filter="data")


def _round(tree: Path) -> Mapping[str, tuple[float, float]]:
    """Seconds and megabytes of each work in a new build folder; the packages are put back at the end."""
    packages, build = tree / "datapackages", tree / "build"
    shutil.rmtree(build, ignore_errors=True)
    before = {name: (packages / PACKAGE / name).read_bytes() for name in ("observations.csv", "datapackage.json")}
    try:
        found = {WORK[0]: cost(tree, BUILD, tree)}
        _change_one_value(packages / PACKAGE)
        return found | {work: cost(tree, BUILD, tree) for work in WORK[1:]}
    finally:
        for name, content in before.items():
            (packages / PACKAGE / name).write_bytes(content)


def cost(folder: Path, words: Sequence[str], program: Path = Path()) -> tuple[float, float]:
    """Processor seconds and peak megabytes of one command.

    Args:
        folder: the site that it works on.
        words: the command's, without ``publisher``.
        program: the tree whose program it is.
    """
    command: Sequence[str] = [sys.executable, "-m", "publisher", *words]
    environment = {**os.environ, "PYTHONPATH": str(program.resolve())}
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{folder}: 'publisher {words[0]}' failed.")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def _change_one_value(package: Path) -> None:
    """Give the last row with decimals and without revision another last digit, and the descriptor its checksum."""
    path, descriptor = package / "observations.csv", package / "datapackage.json"
    content = path.read_text(encoding="utf-8")
    revised = {tuple(row[2:7]) for row in csv.reader(io.StringIO((package / "revisions.csv").read_text()))}
    lines = content.splitlines(keepends=True)
    at = csv.DictReader(io.StringIO(lines[0])).fieldnames or []
    for number in reversed(range(1, len(lines))):
        row = dict(zip(at, next(csv.reader([lines[number]])), strict=True))
        old = row["value"]
        key = tuple(row[name] for name in at[:5])
        if "." in old and key not in revised:
            new = old[:-1] + ("4" if old[-1] != "4" else "6")
            lines[number] = lines[number].replace(f",{old},", f",{new},", 1)
            break
    changed = "".join(lines).encode()
    sums = [hashlib.sha256(data).hexdigest() for data in (content.encode(), changed)]
    descriptor.write_text(descriptor.read_text(encoding="utf-8").replace(*sums), encoding="utf-8")
    path.write_bytes(changed)
