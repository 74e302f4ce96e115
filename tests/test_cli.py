"""The command line: every verb says how it is used, what is wrong, and leaves with the exit code it promises."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from test_package import files
from typer.testing import CliRunner, Result
from worlds import PROJECT, copy_small_world, some

from publisher import cli
from publisher.settings import Settings

VERBS = (
    "fetch",
    "check",
    "build",
    "serve",
    "up",
    "preview",
    "rollback",
    "mcp",
    "score",
    "diff",
    "mirror",
    "new",
    "report-form",
    "about",
    "prune",
    "restore",
)
#: Verbs of a group of verbs.
GROUPED = ("vocabulary import", "vocabulary check", "grants form", "grants decide", "grants repaid")
PAGE = PROJECT / "docs" / "command-line.md"


def run(settings: Settings, verb: str, *arguments: object) -> Result:
    """A verb run in this process on the folders of a world."""
    folders = ["--packages", settings.packages, "--vocab", settings.vocab, "--build", settings.build]
    return CliRunner().invoke(cli.app, [verb, *map(str, [*arguments, *folders])])


def help_of(verb: str) -> str:
    return CliRunner().invoke(cli.app, [*verb.split(), "--help"], prog_name="publisher", terminal_width=100).stdout


@pytest.mark.parametrize("verb", [*VERBS, *GROUPED])
def test_help_ends_its_description_with_a_runnable_example(verb: str) -> None:
    [example] = re.findall(r"Example: publisher (.+)", help_of(verb))
    assert example.split()[: len(verb.split())] == verb.split()


def test_the_verbs_are_those_of_the_contract() -> None:
    assert set(VERBS) == {command.name or command.callback.__name__ for command in cli.app.registered_commands}  # type: ignore[union-attr]
    grouped = [
        (group.name, command.name)
        for group in cli.app.registered_groups
        for command in group.typer_instance.registered_commands
    ]  # type: ignore[union-attr]
    assert list(GROUPED) == [" ".join(map(str, names)) for names in grouped]


def command_line_page() -> str:
    """``docs/command-line.md`` as it should be."""
    parts = ["# The command line\n\nEvery verb as `--help` tells it.\n"]
    for verb in ("", *VERBS, *GROUPED):
        text = "\n".join(line.rstrip() for line in help_of(verb).strip().splitlines())
        parts.append(f"## {f'publisher {verb}'.strip()}\n\n```\n{text}\n```\n")
    return "\n".join(parts)


def test_the_documentation_lists_every_verb_and_option() -> None:
    assert PAGE.read_text(encoding="utf-8") == command_line_page(), (
        "docs/command-line.md is old: python tests/test_cli.py writes it again"
    )


def test_help_needs_no_heavy_library() -> None:
    code = "import sys, publisher.cli; print(*sorted(sys.modules))"
    loaded = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout.split()
    assert not {"pandas", "frictionless", "litestar", "rdflib", "datasette", "pyarrow", "sqlite_utils"} & set(loaded)


def test_a_sound_world_passes_the_check(small_world: Settings) -> None:
    result = run(small_world, "check")
    assert (0, "") == (result.exit_code, result.stdout)
    assert "No problems." in result.stderr


def test_a_problem_is_a_line_of_results_and_exit_code_1(small_world: Settings) -> None:
    path = small_world.packages / "digitala-las" / "dataset.yaml"
    path.write_text(path.read_text().replace("themes: [HEAL]", "themes: [HAEL]"))
    result = run(small_world, "check", "digitala-las")
    assert 1 == result.exit_code
    assert (
        "error: datapackages/digitala-las/dataset.yaml: row 5, column 'themes.0': 'HAEL' is not in the EU's list of "
        "data themes. Meant 'HEAL'? [unknown-theme]\n"
    ) == result.stdout


def test_problems_are_data_too(small_world: Settings) -> None:
    (small_world.packages / "digitala-las" / "notes.csv").write_bytes(b"")
    result = run(small_world, "check", "--json")
    assert 1 == result.exit_code
    told = json.loads(result.stdout)
    assert {"file", "row", "column", "fault", "remedy", "rule", "subject", "severity"} == set(told[0])
    assert "file-empty" in [problem["rule"] for problem in told]


def test_a_vocabulary_with_a_fault_is_a_problem_of_the_check(small_world: Settings) -> None:
    (small_world.vocab / "indicators.ttl").write_text("this is not Turtle")
    result = run(small_world, "check")
    assert 1 == result.exit_code
    assert "vocab/indicators.ttl" in result.stdout


def test_deploy_lists_what_a_publisher_must_fill_in(small_world: Settings) -> None:
    result = run(small_world, "check", "--deploy")
    assert 1 == result.exit_code
    assert "PUBLISHER_BASE_URL" in result.stdout
    assert "[before-going-public]" in result.stdout


def test_the_committed_packages_tell_what_a_publisher_must_fill_in() -> None:
    from publisher import deployment, package

    declared = package.read_catalog_declaration(PROJECT / "datapackages")
    told = " ".join(str(problem) for problem in deployment.missing(Settings(), declared))
    for word in ("no IRI", "stands in", "e-mail", "no standard licence", "base URL"):
        assert word in told
    filled = Settings(base_url="https://data.kommun.se")
    assert "base URL" not in " ".join(str(problem) for problem in deployment.missing(filled, declared))


@pytest.mark.parametrize(
    "arguments",
    [
        ("fetch", "nothere"),
        ("check", "nothere"),
        ("fetch", "--date", "yesterday"),
        ("diff", "one"),
        ("serve", "--port", "x"),
    ],
)
def test_wrong_use_is_exit_code_2(small_world: Settings, arguments: tuple[str, ...]) -> None:
    assert 2 == run(small_world, *arguments).exit_code


def test_serving_without_an_edition_says_what_to_do(small_world: Settings) -> None:
    result = run(small_world, "serve")
    assert 0 != result.exit_code
    assert "Run 'publisher build' or 'publisher up'." in result.stderr


def test_an_interrupted_fetch_leaves_nothing_half_written(
    small_world: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    from publisher.package import folder

    def interrupted(*_: object) -> bool:
        raise KeyboardInterrupt

    monkeypatch.setattr(folder, "exchange", interrupted)
    assert small_world.input is not None
    before = files(small_world.packages)
    other = small_world.input.parent / "2023-03-28"
    result = run(small_world, "fetch", "digitala-las", "--input", other, "--date", "2024-02-02")
    assert 130 == result.exit_code
    assert "Nothing was left half-written." in result.stderr
    assert before == files(small_world.packages)


def test_fetch_tells_results_on_stdout_and_progress_on_stderr(tmp_path: Path) -> None:
    world = copy_small_world(tmp_path)
    result = run(world, "fetch", "--input", world.input, "--date", "2023-03-28")
    assert 0 == result.exit_code
    assert [
        "bredband 1.0.0: first publication, 14 rows",
        "digitala-las 1.0.0: first publication, 16 rows",
    ] == [line for line in result.stdout.splitlines()]
    assert "digitala-las.csv" in result.stderr
    again = run(world, "fetch", "--input", world.input, "--date", "2023-03-29", "--quiet")
    assert "bredband 1.0.0: nothing new\ndigitala-las 1.0.0: nothing new\n" == again.stdout
    assert "" == again.stderr


# ---- bad input: one clear message, exit code 1, nothing changed

GOOD = "kommun,år,U21349,U20341\n0114,2021,0,0\n0114,2022,2,0\n0180,2022,2,1\n0331,2022,-,0\n1785,2022,2,1\n"


def replaced(old: str, new: str) -> Callable[[], bytes]:
    assert old in GOOD
    return lambda: GOOD.replace(old, new).encode()


@pytest.mark.parametrize(
    ("content", "place", "fault", "remedy"),
    [
        (replaced("kommun,år", "ort,år"), "digitala-las.csv", "kommun", ""),
        (lambda: GOOD.encode("cp1252"), "digitala-las.csv: row 1", "not utf-8", "encoding: cp1252"),
        (replaced("0114,2021", "114,2021"), "row 2", "114", "zeros: restore"),
        (replaced("0180,2022,2,1", '0180,2022,"2,5",1'), "row 4", "2,5", "one mark"),
        (replaced("0331", "0999"), "row 5", "0999", ""),
        (replaced("0331", "Göteborgs stad"), "row 5", "Göteborgs stad", ""),
        (replaced("0180,2022,2,1\n", "0180,2022,2,1\n0180,2022,1,1\n"), "row 4", "stands twice", "row 5"),
        (replaced("0331,2022,-", "0331,2022,?"), "row 5", "'?'", "marks"),
        (replaced("0180,2022,2", "0180,2022,3"), "row 4", "3 is not a step", "0 "),
        (lambda: b"", "digitala-las.csv", "empty", "again"),
        (lambda: GOOD.encode()[:-5], "row 6", "", ""),
        (lambda: b"<!DOCTYPE html><html><body>404</body></html>", "digitala-las.csv", "web page", "again"),
        (lambda: b"PK\x03\x04 workbook", "digitala-las.csv", "not a text file", "xlsx"),
    ],
    ids=[
        "moved header", "wrong encoding", "lost zero", "mixed decimals", "no such municipality", "a name for a code",
        "row twice", "unknown mark", "outside its kind", "empty", "cut off", "HTML", "workbook named csv",
    ],
)  # fmt: skip
def test_bad_input_is_told_with_place_and_remedy_and_changes_nothing(
    small_world: Settings, content: Callable[[], bytes], place: str, fault: str, remedy: str
) -> None:
    assert small_world.input is not None
    source = replace(small_world, input=small_world.packages.parent / "bad")
    source.input.mkdir()  # type: ignore[union-attr]
    (source.input / "digitala-las.csv").write_bytes(content())  # type: ignore[operator]
    before = files(small_world.packages)
    result = run(small_world, "fetch", "digitala-las", "--input", source.input, "--date", "2024-02-02")
    assert 1 == result.exit_code
    for words in (place, fault, remedy, "Nothing was changed."):
        assert words in result.stderr
    assert "Traceback" not in result.stderr
    assert before == files(small_world.packages)


# ---- diff


def test_diff_tells_what_revisions_record(small_world: Settings, tmp_path: Path) -> None:
    from publisher import package
    from publisher.edition import build

    early = copy_small_world(tmp_path / "early")
    assert 0 == run(early, "fetch", "--input", early.input, "--date", "2023-03-28").exit_code
    build(replace(early, build=small_world.build))
    build(small_world)
    result = run(small_world, "diff", "2023-03-28", "current", "--json")
    assert 0 == result.exit_code
    told = {
        tuple(change[c] for c in ("indicator", "area", "period", "kind", "new_value"))
        for change in json.loads(result.stdout)
    }
    logged: set[tuple[Any, ...]] = set()
    for name in package.names(small_world.packages):
        for row in package.read_table(small_world.packages / name, "revisions").to_dict("records"):
            value = None if row["new_value"] != row["new_value"] else row["new_value"]
            logged.add((row["indicator"], row["area"], row["period"], row["kind"], value))
    assert logged == told
    lines = run(small_world, "diff", "2023-03-28", "current").stdout.splitlines()
    assert len(logged) == len(lines)
    assert all(line.split("\t")[0] in ("revised", "added", "withdrawn", "restored", "amended") for line in some(lines))


def test_diff_with_an_unknown_edition_names_those_there_are(built_edition: Settings) -> None:
    result = run(built_edition, "diff", "1999-01-01", "current")
    assert 2 == result.exit_code
    assert "There are: 2024-01-30" in result.stderr


def test_an_edition_does_not_differ_from_itself(built_edition: Settings) -> None:
    result = run(built_edition, "diff", "current", "2024-01-30")
    assert (0, "") == (result.exit_code, result.stdout)
    assert "No difference." in result.stderr


if __name__ == "__main__":
    PAGE.write_text(command_line_page(), encoding="utf-8")
