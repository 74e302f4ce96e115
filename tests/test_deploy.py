"""The files of deploy/, each tried by the program that reads it: units, alerts, the proposal of a change, metrics."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from typer.testing import CliRunner
from worlds import PROJECT, SPECIMENS, copy_small_world, fetch_again, some

from publisher import runs
from publisher.cli import app
from publisher.settings import Settings
from publisher.web.metrics import exposition
from publisher.web.shelf import Shelf

DEPLOY = PROJECT / "deploy"


def needs(program: str, package: str) -> None:
    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed (Debian: {package})")


# --- metrics


def told(build: Path) -> dict[str, float]:
    """Each metric with its labels, as ``name{label="value"}``, to its value."""
    found = {}
    for family in text_string_to_metric_families(exposition(Shelf(build)).decode()):
        for sample in family.samples:
            labels = ",".join(f'{name}="{value}"' for name, value in sorted(sample.labels.items()))
            found[f"{sample.name}{{{labels}}}" if labels else sample.name] = sample.value
    return found


def test_metrics_tell_edition_its_age_and_that_of_each_dataset(built_edition: Settings) -> None:
    found = told(built_edition.build)
    assert found["publisher_ready"] == 1
    assert found['publisher_edition_info{edition="2024-01-30",program="0.1.0",published="2024-01-30"}'] == 1
    assert found["publisher_edition_published_timestamp_seconds"] == 1706572800  # 2024-01-30T00:00Z
    built = (built_edition.build / "current" / "edition.json").stat().st_mtime
    assert abs(found["publisher_edition_built_timestamp_seconds"] - built) < 1
    assert found['publisher_dataset_updated_timestamp_seconds{dataset="digitala-las"}'] == 1706572800
    assert found['publisher_dataset_covers_until_timestamp_seconds{dataset="digitala-las"}'] == 1672444800  # 2022-12-31
    assert found["publisher_disk_free_bytes"] > 0


def test_metrics_are_told_without_an_edition(tmp_path: Path) -> None:
    found = told(tmp_path)
    assert found["publisher_ready"] == 0
    assert not [name for name in found if name.startswith(("publisher_edition_", "publisher_dataset_"))]


def verb(settings: Settings, name: str, *arguments: str) -> int:
    folders = ["--packages", settings.packages, "--vocab", settings.vocab, "--build", settings.build]
    return CliRunner().invoke(app, [name, *arguments, *map(str, folders)]).exit_code


def test_what_became_of_the_last_build_and_fetch_is_told(small_world: Settings) -> None:
    small_world.build.mkdir(exist_ok=True)
    shutil.rmtree(small_world.build / "runs", ignore_errors=True)
    declared = small_world.packages / "digitala-las" / "dataset.yaml"
    whole = declared.read_text(encoding="utf-8")
    declared.write_text(whole + "wrong: 1\nwronger: 2\n", encoding="utf-8")
    assert verb(small_world, "build") == 1
    found = told(small_world.build)
    assert found['publisher_run_outcome{outcome="refused",run="build"}'] == 1
    assert found['publisher_run_problems{run="build"}'] >= 2
    assert 'publisher_run_ended_timestamp_seconds{run="fetch"}' not in found
    declared.write_text(whole, encoding="utf-8")
    assert verb(small_world, "fetch", "--input", str(small_world.input), "--date", "2024-02-01") == 0
    assert verb(small_world, "build") == 0
    assert verb(small_world, "fetch", "no-such-dataset") == 2  # wrong use is no run
    found = told(small_world.build)
    for run in runs.VERBS:
        assert {o: found[f'publisher_run_outcome{{outcome="{o}",run="{run}"}}'] for o in runs.OUTCOMES} == {
            "done": 1, "refused": 0, "failed": 0, "interrupted": 0,
        }  # fmt: skip


def test_a_run_that_cannot_be_written_down_or_read_harms_nothing(tmp_path: Path) -> None:
    (tmp_path / "runs").write_text("in the way")
    with runs.recorded(tmp_path, "build"):
        pass
    assert runs.last(tmp_path, "build") is None
    (tmp_path / "runs").unlink()
    (tmp_path / "runs").mkdir()
    (tmp_path / "runs" / "build.json").write_text('{"verb": ')
    assert runs.last(tmp_path, "build") is None
    with pytest.raises(KeyboardInterrupt), runs.recorded(tmp_path, "build"):
        raise KeyboardInterrupt
    assert json.loads((tmp_path / "runs" / "build.json").read_text())["outcome"] == "interrupted"


def test_each_metric_is_explained(built_edition: Settings, tmp_path: Path) -> None:
    with runs.recorded(tmp_path, "build"):
        pass
    names = {re.sub(r"[{].*", "", name) for build in (built_edition.build, tmp_path) for name in told(build)}
    ours = {re.sub(r"_(total|created|bucket|count|sum)$", "", name) for name in names if name.startswith("publisher_")}
    page = (PROJECT / "docs" / "operate.md").read_text(encoding="utf-8")
    assert not {name for name in ours if f"`{name}" not in page}


# --- alerts

#: Each alert: series as Prometheus' own tests write them that raise it after three days, and others that do not.
ALERTS = {
    "PublisherDown": ({'up{job="publisher"}': "0x100"}, {'up{job="publisher"}': "1x100"}),
    "PublisherNotReady": ({"publisher_ready": "0x100"}, {"publisher_ready": "1x100"}),
    "PublisherFaults": (
        {'publisher_requests_total{status="500"}': "0+2x100", 'publisher_requests_total{status="200"}': "0+98x100"},
        {'publisher_requests_total{status="500"}': "0+1x100", 'publisher_requests_total{status="200"}': "0+999x100"},
    ),
    "PublisherSlow": (
        {'publisher_request_seconds_bucket{group="api",le="3"}': "0+90x100",
         'publisher_request_seconds_bucket{group="api",le="10"}': "0+100x100",
         'publisher_request_seconds_bucket{group="api",le="+Inf"}': "0+100x100"},
        {'publisher_request_seconds_bucket{group="sparql",le="3"}': "0+90x100",
         'publisher_request_seconds_bucket{group="sparql",le="10"}': "0+100x100",
         'publisher_request_seconds_bucket{group="sparql",le="+Inf"}': "0+100x100"},
    ),
    "PublisherDiskFull": ({"publisher_disk_free_bytes": "900000000x100"}, {"publisher_disk_free_bytes": "2e9x100"}),
    "PublisherBuildNotDone": (
        {'publisher_run_outcome{run="build",outcome="done"}': "0x100"},
        {'publisher_run_outcome{run="build",outcome="done"}': "1x100"},
    ),
    "PublisherFetchNotDone": (
        {'publisher_run_outcome{run="fetch",outcome="done"}': "0x100"},
        {'publisher_run_outcome{run="fetch",outcome="failed"}': "0x100"},
    ),
    "PublisherFetchOverdue": (
        {'publisher_run_ended_timestamp_seconds{run="fetch"}': "-900000x100"},
        {'publisher_run_ended_timestamp_seconds{run="fetch"}': "0x100"},
    ),
    "PublisherReleaseOverdue": (
        {'publisher_dataset_next_release_timestamp_seconds{dataset="a"}': "-200000x100",
         'publisher_dataset_updated_timestamp_seconds{dataset="a"}': "-300000x100"},
        {'publisher_dataset_next_release_timestamp_seconds{dataset="a"}': "-200000x100",
         'publisher_dataset_updated_timestamp_seconds{dataset="a"}': "-200000x100"},
    ),
    "PublisherEditionOld": (
        {"publisher_edition_published_timestamp_seconds": "-40000000x100"},
        {"publisher_edition_published_timestamp_seconds": "0x100"},
    ),
}  # fmt: skip


def test_alerts_are_raised_when_they_should_and_only_then(tmp_path: Path, built_edition: Settings) -> None:
    needs("promtool", "prometheus")
    rules = yaml.safe_load((DEPLOY / "alerts.yaml").read_text(encoding="utf-8"))["groups"][0]["rules"]
    assert [rule["alert"] for rule in rules] == list(ALERTS)
    tests = []
    for rule in rules:
        for number, series in enumerate(ALERTS[rule["alert"]]):
            sample = next(iter(series))
            kept = re.findall(r'(job|run|outcome|dataset)="(\w+)"', sample) if "rate" not in rule["expr"] else []
            labels = {**rule["labels"], **dict(kept)}
            said = rule["annotations"]["summary"].replace("{{ $labels.dataset }}", "a")
            raised = [{"exp_labels": labels, "exp_annotations": {"summary": said}}] if number == 0 else []
            tests.append({
                "interval": "1m",
                "input_series": [{"series": name, "values": values} for name, values in series.items()],
                "alert_rule_test": [{"eval_time": "90m", "alertname": rule["alert"], "exp_alerts": raised}],
            })  # fmt: skip
    shutil.copy(DEPLOY / "alerts.yaml", tmp_path)
    about = {"rule_files": ["alerts.yaml"], "evaluation_interval": "1m", "tests": tests}
    (tmp_path / "tests.yaml").write_text(yaml.safe_dump(about))
    tried = subprocess.run(["promtool", "test", "rules", tmp_path / "tests.yaml"], capture_output=True, text=True)
    assert tried.returncode == 0, tried.stdout + tried.stderr
    page = (PROJECT / "docs" / "operate.md").read_text(encoding="utf-8")
    assert [rule["alert"] for rule in rules if f"`{rule['alert']}`" not in page] == []


# --- systemd


def test_units_are_ones_that_systemd_takes(tmp_path: Path) -> None:
    needs("systemd-analyze", "systemd")
    units = some(sorted(path.name for path in DEPLOY.iterdir() if path.suffix in (".service", ".timer")))
    for name in units:
        text = (DEPLOY / name).read_text(encoding="utf-8")
        text = re.sub(r"(?<==)(/opt/publisher/bin|/srv/publisher/site/deploy|/usr/bin)/\w+", sys.executable, text)
        (tmp_path / name).write_text(text)
    tried = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *(tmp_path / name for name in units)], capture_output=True, text=True
    )
    complaints = [line for line in tried.stderr.splitlines() if any(name in line for name in units)]
    assert (tried.returncode, complaints) == (0, [])
    rated = subprocess.run(
        ["systemd-analyze", "security", "--offline=true", "--threshold=20", tmp_path / "publisher.service"],
        capture_output=True, text=True,
    )  # fmt: skip
    assert rated.returncode == 0, rated.stdout[-300:]


# --- a change proposed


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "user.name=T", "-c", "user.email=t@example.org", *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout.strip()


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """A clone of a site whose first figures are published."""
    folder = tmp_path / "site"
    folder.mkdir()
    settings = copy_small_world(folder)
    fetch_again(settings, "2023-03-28")
    (folder / ".gitignore").write_text("build/\n")
    git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "The site")
    return folder


def propose(site: Path, given: Path, *names: str) -> subprocess.CompletedProcess[str]:
    """deploy/propose with a program that is called ``publisher``."""
    tools = site.parent / "tools"
    tools.mkdir(exist_ok=True)
    (tools / "publisher").write_text(f'#!/bin/sh\nexec "{sys.executable}" -m publisher "$@"\n')
    (tools / "publisher").chmod(0o755)
    environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}", "PYTHONPATH": str(PROJECT)}
    environment |= {"PUBLISHER_INPUT": str(given)}
    command = [DEPLOY / "propose", site.parent / "proposed", *names]
    return subprocess.run(command, cwd=site, env=environment, capture_output=True, text=True)


def test_what_is_new_is_proposed_and_not_published(site: Path) -> None:
    before = git(site, "rev-parse", "main")
    made = propose(site, SPECIMENS / "small_world" / "input" / "2024-01-30")
    assert made.returncode == 0, made.stderr
    assert (git(site, "rev-parse", "main"), git(site, "status", "--porcelain")) == (before, "")
    (branch,) = git(site, "branch", "--list", "proposed/*", "--format=%(refname:short)").splitlines()
    assert git(site, "rev-list", "--count", f"main..{branch}") == "1"
    assert "digitala-las 1.0.0 → 1.0.1" in git(site, "log", "-1", "--format=%B", branch)
    assert git(site, "worktree", "list").count("\n") == 0
    again = propose(site, SPECIMENS / "small_world" / "input" / "2024-01-30")
    assert (again.returncode, "stands already" in again.stderr) == (1, True)
    (patch,) = (site.parent / "proposed").iterdir()
    git(site, "am", "-q", str(patch))
    git(site, "branch", "-q", "-D", branch)
    assert git(site, "diff", "--stat", "main", "main~1", "--", "datapackages") != ""
    nothing = propose(site, SPECIMENS / "small_world" / "input" / "2024-01-30")
    assert (nothing.returncode, nothing.stdout) == (0, "Nothing is new.\n")
    assert git(site, "branch", "--list", "proposed/*") == ""
    assert runs.last(site / "build", "fetch") is not None  # the service that is watched knows of it


def test_what_the_gate_holds_back_is_told_and_nothing_is_left(site: Path, tmp_path: Path) -> None:
    shutil.copytree(SPECIMENS / "small_world" / "input" / "2024-01-30", tmp_path / "given")
    for path in some((tmp_path / "given").rglob("*.csv")):
        path.write_bytes(path.read_bytes()[:-40] + b"\xff\xfe broken")
    held = propose(site, tmp_path / "given")
    assert held.returncode == 1, held.stdout
    (problems,) = (tmp_path / "proposed").iterdir()
    assert problems.name.endswith(".problems.txt") and "the file is not utf-8" in problems.read_text()
    assert problems.name in held.stderr
    assert git(site, "branch", "--list", "proposed/*") == "" and git(site, "status", "--porcelain") == ""
    assert git(site, "worktree", "list").count("\n") == 0


def test_wrong_use_of_the_proposal_is_told(tmp_path: Path) -> None:
    for folder, arguments in ((tmp_path, [str(tmp_path)]), (PROJECT, [])):
        environment = os.environ | {"GIT_CEILING_DIRECTORIES": str(tmp_path.parent)}
        tried = subprocess.run([DEPLOY / "propose", *arguments], cwd=folder, env=environment, capture_output=True)
        assert tried.returncode == 2 and tried.stderr


# --- the container's file


def test_the_container_copies_what_there_is_and_is_not_root() -> None:
    text = (DEPLOY / "Containerfile").read_text(encoding="utf-8")
    for copied in some(re.findall(r"^COPY (?!--from)(.+) \S+$", text, re.MULTILINE)):
        for name in copied.split():
            assert (PROJECT / name).exists(), name
    assert re.search(r"^USER 10001:10001$", text, re.MULTILINE) and "HEALTHCHECK" in text
    assert re.findall(r"^FROM (\S+)", text, re.MULTILINE) == ["${BASE}", "${BASE}"]
    asked = re.search(r'CMD \["/opt/publisher/bin/python", "-c", "(.+)"\]', text)
    assert asked
    compile(asked[1], "HEALTHCHECK", "exec")
