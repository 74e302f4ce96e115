"""Two times: what an edition said it says for ever, on pages, in files and in the API, also after a fresh clone."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from in_process import Api
from worlds import copy_small_world, fetch_again

from publisher import edition
from publisher.edition import history
from publisher.settings import Settings
from publisher.web import create_service
from publisher.web.shelf import Shelf

THEN, NOW = "2023-03-28", "2024-01-30"

#: What is asked of an edition: pages in both languages, their charts and citations, files, answers in every format.
PAGES = (
    "/", "/en", "/kommun/0331", "/en/kommun/0331", "/lan/03", "/riket", "/nyckeltal", "/nyckeltal/U21349",
    "/nyckeltal/U21349/fordelning.svg", "/nyckeltal/N07900", "/jamfor?kommun=0180,0331&nyckeltal=U21349", "/data",
    "/data/digitala-las", "/andringar", "/en/andringar", "/goda-exempel", "/metod", "/om", "/stimulansmedel",
    "/nyckeltal/U21349?citering=bib", "/en/kommun/0331?citering=ris",
)  # fmt: skip
FILES = ("/datapackages/digitala-las/observations.csv", "/datapackages/digitala-las/datapackage.json")
ANSWERS = (
    "observations?indicator=U21349", "compare?municipality=0180,0331", "rankings/U21349",
    "municipalities/0331/profile", "municipalities/0331/similar", "indicators", "indicators/U21349", "areas/0331",
    "changes", "grants",
)  # fmt: skip
FORMATS = ("csv", "xlsx", "json-stat", "parquet", "csvw")


def addresses(day: str) -> list[str]:
    """Everything that is asked, of the edition that was current on a day."""

    def of(path: str, name: str) -> str:
        return f"{path}{'&' if '?' in path else '?'}{name}={day}"

    return [
        *(of(path, "utgava") for path in (*PAGES, *FILES)),
        *(of(f"/api/v1/{path}", "as_of") for path in ANSWERS),
        *(of(f"/api/v1/observations?indicator=U21349&format={name}", "as_of") for name in FORMATS),
    ]


def without_notice(address: str, body: bytes) -> bytes:
    """An answer without the notice that newer data exist."""
    if b"<aside" in body:
        return re.sub(rb'<aside class="frozen".*?</aside>\n', b"", body, flags=re.DOTALL)
    return re.sub(rb'"newer_edition":("[^"]*"|null),', b"", body) if address.startswith("/api/") else body


@dataclass(frozen=True)
class Told:
    """What a service answered: address to body."""

    bodies: dict[str, bytes]

    @classmethod
    def by(cls, settings: Settings, day: str = THEN) -> Told:
        """Everything asked of a service over a build folder."""
        service = Api(create_service(settings, log=False))
        bodies = {}
        for address in addresses(day):
            answer = service.ask(address)
            assert answer.status_code == 200, (address, answer.text[:500])
            bodies[address] = answer.content
        return cls(bodies)

    def differences(self, other: Told) -> list[str]:
        """Addresses that are answered otherwise, notices apart."""
        return [
            address
            for address, body in self.bodies.items()
            if without_notice(address, body) != without_notice(address, other.bodies[address])
        ]


@dataclass(frozen=True)
class Story:
    """A world that was fetched and built twice, and what it said each time of its first edition."""

    settings: Settings
    before: Told  #: while the first edition was current
    after: Told  #: after the second was built


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Story:
    settings = copy_small_world(tmp_path_factory.mktemp("two-times"))
    fetch_again(settings, THEN)
    edition.build(settings)
    before = Told.by(settings)
    fetch_again(settings, NOW)
    edition.build(settings)
    return Story(settings, before, Told.by(settings))


@pytest.fixture(scope="module")
def cloned(story: Story, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The same packages on another machine, which has built nothing before."""
    folder = tmp_path_factory.mktemp("cloned")
    for name in ("datapackages", "vocab"):
        shutil.copytree(story.settings.packages.parent / name, folder / name)
    settings = replace(story.settings, packages=folder / "datapackages", vocab=folder / "vocab", build=folder / "build")
    edition.build(settings)
    for day in history.missing(settings):
        history.reconstruct(settings, day)
    return settings


def test_an_edition_says_the_same_bytes_after_a_newer_one_is_built(story: Story) -> None:
    assert story.before.differences(story.after) == []


def test_only_pages_and_json_carry_the_notice_that_newer_data_exist(story: Story) -> None:
    changed = {address for address, body in story.before.bodies.items() if story.after.bodies[address] != body}
    files = {a for a in changed if a.startswith("/datapackages") or "format=" in a or ".svg" in a or "citering=" in a}
    assert not files - {a for a in changed if "format=json-stat" in a}
    assert b"Det finns nyare data." in story.after.bodies[f"/?utgava={THEN}"]
    assert b"Newer data exist." in story.after.bodies[f"/en?utgava={THEN}"]
    answer = json.loads(story.after.bodies[f"/api/v1/observations?indicator=U21349&as_of={THEN}"])
    assert (answer["meta"]["edition"], answer["meta"]["newer_edition"]) == (THEN, NOW)


def test_every_format_of_an_earlier_edition_links_to_the_latest_version(story: Story) -> None:
    service = Api(create_service(story.settings, log=False))
    for name in ("json", *FORMATS):
        link = service.ask(f"/api/v1/observations?format={name}&as_of={THEN}").headers["link"]
        assert re.search(r'<[^>]*/api/v1/observations\?format=[a-z-]+>; rel="latest-version"', link)
    assert "latest-version" not in service.ask("/api/v1/observations").headers["link"]


def test_what_an_edition_says_is_what_was_public_then(story: Story) -> None:
    def answers(as_of: str) -> list[tuple[float | None, str | None]]:
        path = f"/api/v1/observations?indicator=U21349&area=0331&period=2022{as_of}"
        found = Api(create_service(story.settings, log=False)).ask(path).json()["data"]
        return [(row["value"], row["status"]) for row in found]

    assert answers("") == [(None, "not-answered")]
    assert answers(f"&as_of={THEN}") == answers("&as_of=2023-12-31") == [(1, None)]
    assert answers("&as_of=2023-01-01") == []


# --- a fresh clone


def test_a_fresh_clone_has_every_edition_again(cloned: Settings) -> None:
    shelf = Shelf(cloned.build)
    assert [(one.id, one.previous, one.reconstructed) for one in shelf.editions()] == [
        (THEN, None, True),
        (NOW, THEN, False),
    ]
    assert shelf.current().edition.id == NOW
    assert history.missing(cloned) == []


def test_a_reconstructed_edition_says_what_the_first_one_said(story: Story, cloned: Settings) -> None:
    differ = story.after.differences(Told.by(cloned))
    # it has no downloads of its own; everything else is the same, byte for byte
    assert differ == [f"/data?utgava={THEN}", f"/data/digitala-las?utgava={THEN}"]


def test_what_is_kept_for_the_explorer_is_a_view_with_the_same_rows_in_a_reconstructed_edition(
    story: Story, cloned: Settings
) -> None:
    said = []
    for settings, kind in ((story.settings, "table"), (cloned, "view")):
        database = settings.build / "editions" / THEN / "ehalsa.db"
        with closing(sqlite3.connect(f"{database.as_uri()}?immutable=1", uri=True)) as connection:
            named = connection.execute("SELECT type FROM sqlite_master WHERE name = 'varden'").fetchall()
            said.append(connection.execute("SELECT * FROM varden ORDER BY 1, 2, 3, 4, 5, 6, 7, 8").fetchall())
        assert named == [(kind,)]
    assert said[0] == said[1] != []


def test_a_reconstructed_edition_tells_that_it_is(cloned: Settings) -> None:
    service = Api(create_service(cloned, log=False))
    assert "återskapad i efterhand" in service.ask(f"/nyckeltal/U21349?utgava={THEN}").text
    told = service.json("editions")["data"]
    assert [(one["id"], one["reconstructed"], one["current"]) for one in told] == [
        (NOW, False, True),
        (THEN, True, False),
    ]


def test_every_file_of_a_version_is_given_back_byte_for_byte(story: Story, cloned: Settings) -> None:
    path = Path("datapackages") / "digitala-las" / "1.0.0"
    first = story.settings.build / "editions" / THEN / path
    for one in (
        story.settings.build / "editions" / NOW,
        cloned.build / "editions" / NOW,
        cloned.build / "editions" / THEN,
    ):
        given = {p.name: p.read_bytes() for p in (one / path).iterdir()}
        assert {"observations.csv", "datapackage.json", "CHANGES.md", "dataset.yaml", "digitala-las.zip"} <= set(given)
        assert given == {name: (first / name).read_bytes() for name in given}


def test_reconstructing_again_gives_the_same_edition(cloned: Settings, tmp_path: Path) -> None:
    again = replace(cloned, build=tmp_path / "again")
    history.reconstruct(again, THEN)
    for name in ("edition.json", "ehalsa.db", "catalog.json", "manifest.json"):
        assert (again.build / "editions" / THEN / name).read_bytes() == (
            cloned.build / "editions" / THEN / name
        ).read_bytes(), name
    assert not (again.build / "history").exists()


def test_up_and_build_reconstruct_what_is_missing(story: Story, tmp_path: Path) -> None:
    from typer.testing import CliRunner

    from publisher.cli import app

    asked = ["build", "--build", str(tmp_path), "--quiet"]
    for name in ("packages", "vocab"):
        asked += [f"--{name}", str(getattr(story.settings, name))]
    answer = CliRunner().invoke(app, asked)
    assert answer.exit_code == 0, answer.output
    assert edition.ids(tmp_path) == [THEN, NOW]
    assert edition.current(tmp_path).name == NOW


def test_an_edition_this_program_cannot_read_is_reconstructed_beside_it(cloned: Settings, tmp_path: Path) -> None:
    settings = replace(cloned, build=tmp_path / "build")
    shutil.copytree(cloned.build, settings.build, symlinks=True)
    told = settings.build / "editions" / THEN / "edition.json"
    told.write_text(re.sub(r'"format":\d+', '"format":0', told.read_text()))
    assert Shelf(settings.build).ids() == [NOW]
    assert history.missing(settings) == [THEN]
    history.reconstruct(settings, THEN)
    assert Shelf(settings.build).ids() == [f"{THEN}.2", NOW]
    answer = Api(create_service(settings, log=False)).ask(f"/kommun/0331?utgava={THEN}")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/kommun/0331?utgava={THEN}.2"


# --- addresses that name a day


@pytest.fixture(scope="module")
def service(story: Story) -> Iterator[Api]:
    yield Api(create_service(story.settings, log=False))


@pytest.mark.parametrize(
    ("asked", "stands"), [("2023-12-31", THEN), ("2023-03-29", THEN), (f"{THEN}.7", THEN), ("2999-01-01", NOW)]
)
def test_a_page_of_a_day_leads_to_the_edition_that_was_current_then(service: Api, asked: str, stands: str) -> None:
    answer = service.ask(f"/en/jamfor?kommun=0180,0331&nyckeltal=U21349&utgava={asked}")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/en/jamfor?kommun=0180,0331&nyckeltal=U21349&utgava={stands}"


@pytest.mark.parametrize(
    ("asked", "status"),
    [("2023-03-27", 404), ("2023-13-01", 400), ("nonsense", 400), ("2024-01-30.x", 400), ("", 400)],
)
def test_a_page_of_a_day_when_nothing_was_public_says_which_editions_there_are(
    service: Api, asked: str, status: int
) -> None:
    answer = service.ask(f"/kommun/0331?utgava={asked}")
    assert answer.status_code == status
    assert THEN in answer.text and NOW in answer.text


def test_comparisons_of_a_day_are_those_of_the_edition_that_was_current_then(service: Api) -> None:
    for path in ("rankings/U21349?", "compare?municipality=0180,0331&", "municipalities/0331/profile?"):
        assert service.json(f"{path}as_of=2023-12-31")["data"] == service.json(f"{path}as_of={THEN}")["data"]
    groups = {day: service.json(f"rankings/U21349?as_of={day}")["data"] for day in ("2023-12-31", NOW)}
    assert groups["2023-12-31"] != groups[NOW]
    assert service.problem("rankings/U21349?as_of=2023-01-01", 404)["allowed"] == [THEN, NOW]


def test_every_page_names_its_edition_and_links_live_and_frozen(service: Api) -> None:
    for path in (
        "/kommun/0331",
        "/nyckeltal/U21349",
        "/jamfor?kommun=0180,0331&nyckeltal=U21349",
        "/data/digitala-las",
    ):
        sign = "&amp;" if "?" in path else "?"
        text = service.ask(path).text
        assert f"Utgåva {NOW}" in text
        assert f"{sign}utgava={NOW}" in text
        assert re.search(r'<link rel="canonical" href="[^"]*"', text)[0].count("utgava") == 0  # type: ignore[index]


def test_links_of_an_older_page_stay_in_its_edition(service: Api) -> None:
    text = service.ask(f"/nyckeltal/U21349?utgava={THEN}").text + service.ask(f"/data/digitala-las?utgava={THEN}").text
    ours = set(re.findall(r'href="(/(?:api|kommun|nyckeltal|jamfor|downloads|datapackages)[^"#]*)"', text))
    loose = {link for link in ours if f"={THEN}" not in link and "/1.0.0/" not in link}
    assert loose == {"/nyckeltal/U21349", "/data/digitala-las"} & loose
