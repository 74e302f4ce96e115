"""A warm process that runs the tests of a room on one mutant after another, each in a child of its own.

It imports what the tests need from outside, and nothing of the project: a child that it forks imports the project's
modules anew, with one of them changed. First the tests are run as they are, to learn which test reaches which line.
"""

from __future__ import annotations

import importlib
import json
import os
import pickle
import signal
import sys
import time
from collections.abc import Callable, Generator
from pathlib import Path
from typing import Any

import coverage
import hypothesis
import pytest

#: Slow to import, and the same in every child.
WARM = [
    "_hypothesis_pytestplugin", "apsw", "datasette.app", "duckdb", "frictionless", "httpx", "hypothesis.strategies",
    "litestar", "markdown_it", "msgspec", "openpyxl", "pandas", "polars", "pyarrow.parquet", "pyoxigraph", "pyshacl",
    "rdflib", "scipy.stats", "sqlite_utils", "typer", "yaml",
]  # fmt: skip
#: Worlds that take seconds to make and that a mutant of what reads them does not change.
WORLDS = {"fetched_world", "built_edition", "cases_edition"}
#: A child that takes longer than this many times what the tests took has gone astray.
PATIENCE = 3.0


class Watch:
    """Notes which test reached which line; what a fixture reached belongs to all tests that ask for it."""

    def __init__(self, scratch: Path):
        self.scratch = scratch
        self.coverage = coverage.Coverage(data_file=None, include=["publisher/*"], messages=False)
        self.fixtures: dict[str, set[str]] = {}
        self.took: dict[str, float] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        self.fixtures[item.nodeid] = set(getattr(item, "fixturenames", ()))
        self.coverage.switch_context(item.nodeid)
        self.now = item.nodeid
        return (yield)

    @pytest.hookimpl(wrapper=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Generator[None, Any, Any]:
        before, self.now = self.now, f"fixture {fixturedef.argname}"
        self.coverage.switch_context(self.now)
        made = yield
        self.now = before
        self.coverage.switch_context(before)
        if fixturedef.argname in WORLDS:
            (self.scratch / fixturedef.argname).write_bytes(pickle.dumps(made))
        return made

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.when == "call":
            self.took[report.nodeid] = report.duration

    def reached(self) -> dict[str, dict[int, list[str]]]:
        """File to line to the tests that reach it; ``""`` stands for the import of the module."""
        found: dict[str, dict[int, list[str]]] = {}
        data = self.coverage.get_data()
        for file in data.measured_files():
            lines: dict[int, list[str]] = {}
            for line, contexts in data.contexts_by_lineno(file).items():
                fixtures = {one.removeprefix("fixture ") for one in contexts if one.startswith("fixture ")}
                tests = [id for id, used in self.fixtures.items() if id in contexts or used & fixtures]
                lines[line] = tests + [""] * ("" in contexts)
            found[os.path.relpath(file)] = lines
        return found


class Ready:
    """Gives a mutant's tests the worlds that were made before."""

    def __init__(self, scratch: Path):
        self.scratch = scratch

    @pytest.hookimpl(tryfirst=True)
    def pytest_fixture_setup(self, fixturedef: Any, request: Any) -> Any:
        kept = self.scratch / fixturedef.argname
        if fixturedef.argname not in WORLDS or not kept.is_file():
            return None
        made = pickle.loads(kept.read_bytes())
        fixturedef.cached_result = (made, fixturedef.cache_key(request), None)
        return made


class First:
    """Remembers the test that failed first."""

    failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.failed = self.failed or (report.nodeid if report.failed else "")

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        self.failed = self.failed or (f"import {report.nodeid}" if report.failed else "")


def main(order: Path) -> int:
    """Run what an order says; a line of JSON per mutant on standard output."""
    told = json.loads(order.read_text(encoding="utf-8"))
    scratch = Path(told["scratch"])
    out = os.dup(1)
    for name in WARM:
        importlib.import_module(name)
    assert "publisher" not in sys.modules
    begun = time.monotonic()
    if _child(lambda: _as_it_is(told["tests"], scratch), 1200, scratch / "baseline.txt") != 0:
        sys.stderr.write((scratch / "baseline.txt").read_text(encoding="utf-8")[-4000:])
        return 1
    patience = 10 + PATIENCE * (time.monotonic() - begun)
    reached, took = json.loads((scratch / "reached.json").read_text(encoding="utf-8"))
    for mutant in told["mutants"]:
        lines = reached.get(mutant["file"], {})
        reaching = {id for line in range(mutant["line"], mutant["last"] + 1) for id in lines.get(str(line), ())}
        tests = sorted(reaching, key=lambda id: (took.get(id, 0.0), id))  # the quickest first: one that fails is enough
        if "" in tests:  # the line is run when the module is imported
            tests = told["tests"]
        result, test = _held(mutant, tests, scratch, patience)
        if result == "survived" and tests:  # what was kept from an earlier test reaches no line, and yet tells
            result, test = _held(mutant, told["tests"], scratch, patience)
        line = {name: mutant[name] for name in ("file", "line", "scope", "operator", "before", "after", "place")}
        os.write(out, (json.dumps({"result": result, "test": test, **line}) + "\n").encode())
    return 0


def _as_it_is(tests: list[str], scratch: Path) -> int:
    """Run the tests on the unchanged program and write down who reaches what."""
    watch = Watch(scratch)
    watch.coverage.start()
    code = _pytest(tests, scratch / "baseline", watch)
    watch.coverage.stop()
    (scratch / "reached.json").write_text(json.dumps([watch.reached(), watch.took]), encoding="utf-8")
    return code


def _held(mutant: dict[str, Any], tests: list[str], scratch: Path, patience: float) -> tuple[str, str]:
    """What became of a mutant, and the test that saw it."""
    if not tests:
        return "survived", "no test reaches it"
    path = Path(mutant["file"])
    plain, stood = path.read_text(encoding="utf-8"), path.stat()
    times = stood.st_atime_ns, stood.st_mtime_ns
    first = scratch / "first.txt"
    first.write_text("", encoding="utf-8")

    def run() -> int:
        sys.dont_write_bytecode = True
        seen = First()
        code = _pytest(tests, scratch / "child", Ready(scratch), seen)
        first.write_text(seen.failed, encoding="utf-8")
        return code

    try:
        path.write_text(mutant["source"], encoding="utf-8")
        code = _child(run, patience, scratch / "child.txt")
    finally:
        path.write_text(plain, encoding="utf-8")
        os.utime(path, ns=times)  # what was compiled of it still holds
    if code is None:
        return "timeout", ""
    return ("survived", f"{len(tests)} tests") if code == 0 else ("killed", first.read_text(encoding="utf-8"))


def _pytest(tests: list[str], folder: Path, *plugins: object) -> int:
    """Run tests, the drawn examples of hypothesis always the same and none made smaller."""
    phases = (hypothesis.Phase.explicit, hypothesis.Phase.generate)
    hypothesis.settings.register_profile("mutants", phases=phases, deadline=None, database=None, max_examples=25)
    hypothesis.settings.load_profile("mutants")
    os.environ["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    options = [
        "-p",
        "_hypothesis_pytestplugin",
        "-p",
        "xdist.plugin",
        "-n",
        "0",
        "-x",
        "-q",
        "--tb=line",
        "-p",
        "no:cacheprovider",
        "--hypothesis-seed=1",
        "--hypothesis-profile=mutants",  # over that of conftest
        f"--basetemp={folder}",
    ]
    return int(pytest.main([*options, *tests], plugins=plugins))


def _child(work: Callable[[], int], patience: float, told: Path) -> int | None:
    """The exit code of some work in a forked process, what it says in a file; None when it is not done in time."""
    with told.open("wb") as file:
        id = os.fork()
        if id == 0:
            os.setpgid(0, 0)
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
            code = 70
            try:
                code = work()
            finally:
                os._exit(code)
    end = time.monotonic() + patience
    while time.monotonic() < end:
        done, status = os.waitpid(id, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.02)
    os.killpg(id, signal.SIGKILL)
    os.waitpid(id, 0)
    return None


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
