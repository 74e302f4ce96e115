"""Verbs about what is to be published: a source brought in, packages checked, a site begun."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from publisher.cli.verb import Json, Names, Site, at_a_site, count, day_of, say, told, verb
from publisher.errors import Problem, PublisherError, Refused, Severity

if TYPE_CHECKING:
    from publisher.fetch import Outcome
    from publisher.model import Text


@verb("packages", "vocab", "build")
def fetch(
    site: Site,
    names: Names = None,
    input: Annotated[
        Path | None,
        typer.Option("--input", metavar="PATH", help="Folder of source files, or the one file to read."),
    ] = None,
    date: Annotated[
        str | None, typer.Option("--date", metavar="DATE", help="Day the result is recorded on; today by default.")
    ] = None,
    reason: Annotated[
        list[str] | None,
        typer.Option(
            "--reason",
            metavar="TEXT",
            help="Why values changed, in the site's first language; it is published. Repeatable: 'en: …' in another "
            "language, 'ID/2022: …' and 'ID/2022 en: …' of an indicator's period.",
        ),
    ] = None,
    reason_en: Annotated[
        str, typer.Option("--reason-en", metavar="TEXT", help="The same in English: --reason 'en: …'.")
    ] = "",
    accept: Annotated[
        list[str] | None,
        typer.Option("--accept", metavar="RULE", help="Accept what holds this fetch back; takes a reason. Repeatable."),
    ] = None,
    descriptions: Annotated[
        bool, typer.Option("--descriptions", help="Ask no source; rewrite descriptions after dataset.yaml was edited.")
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Ask again for what a fetch begun earlier today has kept.")
    ] = False,
) -> None:
    """Bring a source in: observations, revisions, changes. Nothing is changed when anything is wrong.

    Example: publisher fetch recycling --input input
    """
    kept = "Nothing was left half-written. Answers that came are kept for today's next fetch; --fresh asks anew."
    with told(interrupted=kept):
        today = day_of(date)
        settings = at_a_site(site.settings(input))
        why = [*(reason or ()), *([f"en: {reason_en}"] if reason_en else ())]
        say("Reading the vocabulary …", site.quiet)
        from publisher import releases, runs
        from publisher.fetch import fetch as run
        from publisher.progress import Bar

        bar = Bar(quiet=site.quiet)
        try:
            with runs.recorded(settings.build, "fetch"):
                outcomes = run(
                    settings,
                    names or (),
                    today=today,
                    now=releases.now(),
                    reason=why,
                    accept=accept or (),
                    descriptions=descriptions,
                    fresh=fresh,
                    ask=_ask if sys.stdin.isatty() and not site.quiet else lambda name, counts, languages: {},
                    progress=bar,
                )
        finally:
            bar.close()
        for outcome in outcomes:
            typer.echo(_outcome(outcome))
            for line in outcome.told:
                typer.echo(f"  {line['en']}")
            for note in outcome.notes:
                say(f"  note: {note}", site.quiet)
            if outcome.unexplained:
                say(
                    f"  {outcome.unexplained} values changed and neither source nor publisher says why. "
                    "Next time: --reason '…'.",
                    site.quiet,
                )


def _ask(name: str, counts: Mapping[str, int], languages: Sequence[str]) -> Text:
    """Ask the publisher why values changed; Enter: nobody knows."""
    listed = ", ".join(f"{number} {kind}" for kind, number in counts.items())
    say(f"\n{name}: {listed}. The source gives no reason.")
    first, *others = languages
    reason = typer.prompt(f"Why, in '{first}' (Enter: not known)", default="", show_default=False, err=True)
    if not reason:
        return {}
    return {first: reason, **{code: typer.prompt(f"The same in '{code}'", err=True) for code in others}}


def _outcome(outcome: Outcome) -> str:
    if not outcome.changed:
        return f"{outcome.name} {outcome.version}: nothing new"
    if outcome.before is None:
        return f"{outcome.name} {outcome.version}: first publication, {outcome.rows} rows"
    counts = ", ".join(f"{number} {kind}" for kind, number in outcome.counts.items())
    told = [text for text in (counts, outcome.tables.get("en", "").rstrip(".")) if text]
    return f"{outcome.name} {outcome.before} → {outcome.version}: {'; '.join(told) or 'descriptions changed'}"


@verb("packages", "vocab", "build", "base_url")
def check(
    site: Site,
    names: Names = None,
    json_: Json = False,
    deploy: Annotated[
        bool, typer.Option("--deploy", help="Also list what a real publisher must fill in before going public.")
    ] = False,
) -> None:
    """List everything wrong with packages, vocabulary and configuration: file, row, column, fault, remedy.

    Warnings count until they are accepted in dataset.yaml. Exit code 0: nothing is wrong; 1: something is.

    Example: publisher check recycling
    """
    settings = at_a_site(site.settings())
    from publisher import deployment, memory, package, rooms, vocabulary
    from publisher.edition import PARTS_KEPT
    from publisher.parts import Parts

    memory.seldom()
    kept = Parts(settings.build / PARTS_KEPT, lambda text: say(text, site.quiet))
    problems: list[Problem] = package.unreadable(settings)
    try:
        if not problems:
            words = vocabulary.load(settings.vocab, package.told_in(settings.packages), kept)
            problems += package.problems(settings.packages, words, names or (), kept)
            for room in rooms.ROOMS.values():  # files that were sent in and wait to be fetched
                if room.received and any(settings.packages.glob(f"*/{room.received}")):
                    problems += room.part("source").received(settings.packages, words)
    except Refused as refusal:
        problems += refusal.problems
    if deploy:
        try:
            problems += deployment.missing(settings, package.read_catalog_declaration(settings.packages))
        except Refused as refusal:
            problems += [p for p in refusal.problems if p not in problems]
    wrong = [problem for problem in problems if problem.severity is not Severity.NOTE]
    if json_:
        typer.echo(json.dumps([problem.as_json() for problem in problems], ensure_ascii=False, indent=2))
    else:
        for problem in wrong if site.quiet else problems:
            typer.echo(f"{problem.severity.value}: {problem}")
    say(f"{count(problems)}.", site.quiet)
    if wrong:
        raise typer.Exit(1)


@verb("vocab")
def new(
    site: Site,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="New or empty folder to make the site in.")],
    example: Annotated[str, typer.Option("--example", metavar="NAME", help="A demonstration instead: grants.")] = "",
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FOLDER", help="A copy of Kolada: its catalogue (CSV) and values (Parquet)."),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="AREA", help="An operating area of Kolada's; may be repeated.")
    ] = None,
) -> None:
    """Make a small site of your own, all of it invented, that builds and serves at once.

    Go into the folder and say 'publisher up'; then replace what is in it piece by piece.

    With --from it is a site of Kolada's indicators instead, with Sweden's areas and terms as --vocab has them; its
    datasets are fetched one by one.

    Example: publisher new waste
    """
    from publisher.new import make
    from publisher.progress import Bar

    if source is None and only:
        raise PublisherError("--only says which areas of Kolada: give --from too, a folder with a copy of it.")
    if source is not None:
        from publisher.new import kolada

        if example:
            raise PublisherError("--example and --from are two sites: give one of them.")

        for line in kolada.make(folder, source, site.settings().vocab, only or ()):
            typer.echo(line)
        typer.echo(f"{folder}: a site of Kolada. Next: cd {folder} && publisher fetch --input input NAME")
        return

    bar = Bar(quiet=site.quiet)
    try:
        make(folder, day_of(None), bar, example=example)
    finally:
        bar.close()
    typer.echo(f"{folder}: a site of your own. Next: cd {folder} && publisher up")
