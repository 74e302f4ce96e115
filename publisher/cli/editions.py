"""Verbs about editions: built, held against one another, put back, written out and taken away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli.verb import Jobs, Json, Site, at_a_site, day_of, say, told, verb
from publisher.settings import Settings

if TYPE_CHECKING:
    from publisher.edition.workers import Workers

Accept = Annotated[
    list[str] | None,
    typer.Option("--accept", metavar="RULE", help="Let the build pass score-fell or catalogue-shrank. Repeatable."),
]


@verb("packages", "vocab", "build", "base_url")
def build(
    site: Site,
    jobs: Jobs = 1,
    cluster: Annotated[
        str | None,
        typer.Option(
            "--cluster", metavar="ADDRESS", help="Dask's scheduler whose workers build: tcp://HOST:8786, or local:N."
        ),
    ] = None,
    parts: Annotated[
        str | None,
        typer.Option(
            "--parts", metavar="ADDRESS", help="Where they meet: a folder all see, or an address fsspec knows."
        ),
    ] = None,
    accept: Accept = None,
) -> None:
    """Write an edition whole, then make it current. Unchanged inputs give identical bytes.

    One whose release time ('release' in dataset.yaml) is to come waits for it instead, and the server takes it then.

    Editions of earlier days that do not stand, as after a fresh clone, are then reconstructed out of the revisions.

    Example: publisher build --base-url http://127.0.0.1:8000
    """
    settings = replace(at_a_site(site.settings()), accept=tuple(accept or ()))
    from publisher import edition
    from publisher.edition import history, workers

    def tell(text: str) -> None:
        say(text, site.quiet)

    with workers.engaged(jobs, cluster, parts, settings.build / edition.PARTS_KEPT, tell) as crew:
        folder = make(settings, crew)
        with told(f"Edition {folder.name} stands; an earlier day lacks its edition until the next build."):
            for day in history.missing(settings):
                say(f"Reconstructing the edition of {day} …", site.quiet)
                history.reconstruct(settings, day, crew, tell)
            typer.echo(str(folder))


def make(settings: Settings, workers: Workers | None = None) -> Path:
    from publisher import edition, releases, runs
    from publisher.edition.workers import ALONE

    say("Building …", settings.quiet)
    with runs.recorded(settings.build, "build"):
        folder = edition.build(settings, workers or ALONE, lambda text: say(text, settings.quiet))
    waits = releases.waiting(settings.build)
    if waits is not None and waits.id == folder.name:
        say(f"Edition {folder.name} waits until {waits.release}; until then nothing changes.", settings.quiet)
    else:
        say(f"Edition {folder.name} is current.", settings.quiet)
    return folder


@verb("packages", "vocab", "build")
def rollback(
    site: Site,
    edition: Annotated[
        str | None, typer.Argument(metavar="[EDITION]", help="Id of an edition; none: the one before the current.")
    ] = None,
) -> None:
    """Make an earlier edition current again; servers take it at once. Nothing is built or lost.

    An edition that waits for its release time no longer does. Put the packages back too (git revert), or the next
    build brings back what was rolled away.

    Example: publisher rollback
    """
    from publisher.edition import rollback as back

    settings = site.settings()
    found = back(settings, edition, lambda text: say(text, site.quiet))
    say(f"Edition {found.id} is current.", site.quiet)
    typer.echo(str(settings.build / "editions" / found.id))


@verb("packages", "vocab", "build", "base_url")
def score(site: Site, json_: Json = False) -> None:
    """SHACL, metadata quality and link report of the current catalogue, as published at /catalog/report.

    Exit code 0: all clean; 1: something is not.

    Example: publisher score --json
    """
    settings = site.settings()
    import msgspec

    from publisher.edition.proof import score_current
    from publisher.quality.report import to_lines
    from publisher.quality.score import Answer, head_of
    from publisher.web import create_service

    def head(base: str, urls: Sequence[str]) -> dict[str, Answer]:
        return head_of(create_service(replace(settings, base_url=base), log=False), base, urls)

    report = score_current(settings.build, head)
    if json_:
        typer.echo(msgspec.json.encode(report).decode())
    else:
        for line in to_lines(report):
            typer.echo(line)
    if not report.clean:
        raise typer.Exit(1)


@verb("packages", "vocab", "build")
def diff(
    site: Site,
    earlier: Annotated[str, typer.Argument(metavar="EDITION", help="Id of an edition, or 'current'.")],
    later: Annotated[str, typer.Argument(metavar="EDITION", help="Id of another edition, or 'current'.")],
    json_: Json = False,
) -> None:
    """What changed between two editions, value by value.

    Example: publisher diff 2026-11-21 current
    """
    settings = site.settings()
    from publisher.edition import difference

    found = difference.between(settings.build, earlier, later)
    if json_:
        typer.echo(difference.to_json(found))
    else:
        for line in difference.to_lines(found):
            typer.echo(line)
    say(difference.summary(found), site.quiet)


@verb("packages", "vocab", "build", "base_url")
def mirror(
    site: Site, folder: Annotated[Path, typer.Argument(metavar="DIR", help="Empty or new folder to write to.")]
) -> None:
    """Write everything as static files that work from any web server.

    Example: publisher mirror public
    """
    from publisher.edition.mirror import mirror as write
    from publisher.progress import Bar

    bar = Bar(quiet=site.quiet)
    try:
        written = write(site.settings(), folder, bar)
    finally:
        bar.close()
    typer.echo(f"{folder}: {written} files")


@verb("packages", "vocab", "build")
def prune(
    site: Site,
    keep: Annotated[
        int, typer.Option("--keep", metavar="N", min=1, help="How many of the newest stay in any case.")
    ] = 10,
    dry: Annotated[bool, typer.Option("--dry-run", help="Only tell which would go.")] = False,
) -> None:
    """Take away editions by rule. Versions of packages stay for ever.

    What stays: the current edition and one that waits, the last of each day, the newest N, and those that
    cited.txt beside the packages names, an id a line. What goes is written down in pruned.json of the build folder;
    its id is not given again, and its addresses say which edition stands for its day.

    Example: publisher prune --keep 10
    """
    from publisher.edition.pruning import prune as run

    settings = site.settings()
    gone = run(settings, day_of(None), keep, dry, lambda text: say(text, site.quiet))
    for id in gone:
        typer.echo(id)
    say(f"{len(gone)} editions {'would be' if dry else 'are'} pruned.", site.quiet)


@verb("packages", "vocab", "build")
def restore(
    site: Site, folder: Annotated[Path, typer.Argument(metavar="COPY", help="Copy of a whole build folder.")]
) -> None:
    """Put back the editions of a backup: every one is held against its checksums first, and all or none comes in.

    Example: publisher restore /backup/build
    """
    from publisher.edition.restoring import restore as run

    back = run(site.settings(), folder, lambda text: say(text, site.quiet))
    for id in back:
        typer.echo(id)
    say(f"{len(back)} editions are put back; what stood already was left.", site.quiet)
