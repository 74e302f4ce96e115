"""The command line: ``publisher fetch | check | build | serve | up | rollback | mcp | score | diff | mirror | …``.

Results go to stdout, talk to stderr. Exit codes: 0 all is well, 1 problems (all of them listed), 2 wrong use,
130 interrupted. Libraries that are slow to import are imported by the verb that needs them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from publisher.errors import NotThere, Problem, PublisherError, Refused, Severity, trouble
from publisher.settings import Settings
from publisher.watched import watched

if TYPE_CHECKING:
    from publisher.fetch import Outcome
    from publisher.model import Text

app = typer.Typer(
    name="publisher",
    help="Publish open data on a country's areas: packages, catalogue, API and pages.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

vocabulary = typer.Typer(no_args_is_help=True, help="Propose new indicators, or judge one file of the vocabulary.")
app.add_typer(vocabulary, name="vocabulary")
grants = typer.Typer(no_args_is_help=True, help="Decide on reports of stimulus grants, and enter what was repaid.")
app.add_typer(grants, name="grants")

Packages = Annotated[Path | None, typer.Option("--packages", metavar="DIR", help="Folder of data packages.")]
Vocab = Annotated[Path | None, typer.Option("--vocab", metavar="DIR", help="Folder of the vocabulary.")]
Build = Annotated[Path | None, typer.Option("--build", metavar="DIR", help="Folder that editions are built in.")]
BaseUrl = Annotated[str | None, typer.Option("--base-url", metavar="URL", help="Public base URL.")]
Accept = Annotated[
    list[str] | None,
    typer.Option("--accept", metavar="RULE", help="Let the build pass score-fell or catalogue-shrank. Repeatable."),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on stderr but errors.")]
Names = Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Datasets; none: all of them.")]
Json = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
Host = Annotated[str, typer.Option("--host", help="Address to listen on.")]
Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")]
Workers = Annotated[int, typer.Option("--workers", metavar="N", min=1, help="Processes that serve.")]
Jobs = Annotated[int, typer.Option("--jobs", metavar="N", min=1, help="Processes that build.")]


def say(text: str, quiet: bool = False) -> None:
    """Talk, on stderr."""
    if not quiet:
        typer.echo(text, err=True)


@contextmanager
def _told(stands: str = "Nothing was changed.", interrupted: str = "Nothing was left half-written.") -> Iterator[None]:
    """Errors as messages and exit codes; ``stands`` says what is true after one, ``interrupted`` after Ctrl-C."""
    try:
        yield
    except Refused as refusal:
        _list(refusal.problems, sys.stderr.isatty())
        say(f"{_count(refusal.problems)}. {stands}")
        raise typer.Exit(1) from None
    except NotThere as error:
        say(str(error))
        raise typer.Exit(2) from None
    except PublisherError as error:
        say(str(error))
        say(stands)
        raise typer.Exit(1) from None
    except typer.Exit:
        raise
    except Exception as error:
        if (said := trouble(error)) is None:
            raise
        say(said)
        say(stands)
        raise typer.Exit(1) from None
    except KeyboardInterrupt:
        say(f"\nInterrupted. {interrupted}")
        raise typer.Exit(130) from None


def _list(problems: Sequence[Problem], colour: bool) -> None:
    for problem in problems:
        mark = typer.style(problem.severity.value, fg="red" if problem.severity is Severity.ERROR else "yellow")
        typer.echo(f"{mark if colour else problem.severity.value}: {problem}", err=True)


def _count(problems: Sequence[Problem]) -> str:
    counts = [(sum(p.severity is s for p in problems), s.value) for s in Severity]
    return ", ".join(f"{n} {word}{'s' if n != 1 else ''}" for n, word in counts if n) or "No problems"


def _settings(
    packages: Path | None,
    vocab: Path | None,
    build: Path | None,
    base_url: str | None = None,
    quiet: bool = False,
    input: Path | None = None,
) -> Settings:
    return Settings.from_environment(
        packages=packages, vocab=vocab, build=build, base_url=base_url, quiet=quiet or None, input=input
    )


def _at_a_site(settings: Settings) -> Settings:
    """The settings, when there is a site where they point.

    Raises:
        NotThere: neither packages nor vocabulary are there, as where the program alone was installed.
    """
    if not settings.packages.is_dir() and not settings.vocab.is_dir():
        raise NotThere(
            f"There is no site here: neither {settings.packages} nor {settings.vocab} is a folder. Go into a site's "
            "folder, make a small one ('publisher new FOLDER'), or unpack the source distribution of this program, "
            "which holds the packages and the vocabulary of the published figures."
        )
    return settings


@app.command()
def fetch(
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
    packages: Packages = None,
    vocab: Vocab = None,
    build: Build = None,
    quiet: Quiet = False,
) -> None:
    """Bring a source in: observations, revisions, changes. Nothing is changed when anything is wrong.

    Example: publisher fetch recycling --input input
    """
    kept = "Nothing was left half-written. Answers that came are kept for today's next fetch; --fresh asks anew."
    with _told(interrupted=kept):
        today = _day(date)
        settings = _at_a_site(_settings(packages, vocab, build, quiet=quiet, input=input))
        why = [*(reason or ()), *([f"en: {reason_en}"] if reason_en else ())]
        say("Reading the vocabulary …", quiet)
        from publisher import releases, runs
        from publisher.fetch import fetch as run
        from publisher.progress import Bar

        bar = Bar(quiet=quiet)
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
                    ask=_ask if sys.stdin.isatty() and not quiet else lambda name, counts, languages: {},
                    progress=bar,
                )
        finally:
            bar.close()
        for outcome in outcomes:
            typer.echo(_outcome(outcome))
            for line in outcome.told:
                typer.echo(f"  {line['en']}")
            for note in outcome.notes:
                say(f"  note: {note}", quiet)
            if outcome.unexplained:
                say(
                    f"  {outcome.unexplained} values changed and neither source nor publisher says why. "
                    "Next time: --reason '…'.",
                    quiet,
                )


def _day(text: str | None) -> str:
    """The day of the fetch."""
    from datetime import date

    if text is None:
        return date.today().isoformat()
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise typer.BadParameter(f"'{text}' is not a day. Write it as 2026-11-21.", param_hint="--date") from None


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


@app.command()
def check(
    names: Names = None,
    json_: Json = False,
    deploy: Annotated[
        bool, typer.Option("--deploy", help="Also list what a real publisher must fill in before going public.")
    ] = False,
    packages: Packages = None,
    vocab: Vocab = None,
    build: Build = None,
    base_url: BaseUrl = None,
    quiet: Quiet = False,
) -> None:
    """List everything wrong with packages, vocabulary and configuration: file, row, column, fault, remedy.

    Warnings count until they are accepted in dataset.yaml. Exit code 0: nothing is wrong; 1: something is.

    Example: publisher check recycling
    """
    with _told():
        settings = _at_a_site(_settings(packages, vocab, build, base_url, quiet))
        from publisher import deployment, package, vocabulary
        from publisher.edition import PARTS_KEPT
        from publisher.parts import Parts

        kept = Parts(settings.build / PARTS_KEPT, lambda text: say(text, quiet))
        problems: list[Problem] = package.unreadable(settings)
        try:
            if not problems:
                words = vocabulary.load(settings.vocab, package.told_in(settings.packages))
                problems += package.problems(settings.packages, words, names or (), kept)
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
            for problem in wrong if quiet else problems:
                typer.echo(f"{problem.severity.value}: {problem}")
        say(f"{_count(problems)}.", quiet)
        if wrong:
            raise typer.Exit(1)


@app.command()
def build(
    jobs: Jobs = 1,
    cluster: Annotated[
        str | None,
        typer.Option("--cluster", metavar="ADDRESS", help="Refused: one machine builds, see docs/decisions.md."),
    ] = None,
    accept: Accept = None,
    packages: Packages = None,
    vocab: Vocab = None,
    build: Build = None,
    base_url: BaseUrl = None,
    quiet: Quiet = False,
) -> None:
    """Write an edition whole, then make it current. Unchanged inputs give identical bytes.

    One whose release time ('release' in dataset.yaml) is to come waits for it instead, and the server takes it then.

    Editions of earlier days that do not stand, as after a fresh clone, are then reconstructed out of the revisions.

    Example: publisher build --base-url http://127.0.0.1:8000
    """
    with _told():
        settings = replace(_at_a_site(_settings(packages, vocab, build, base_url, quiet)), accept=tuple(accept or ()))
        if cluster is not None:
            raise PublisherError(
                f"--cluster {cluster}: there is no building on several machines; one builds a million rows in seconds. "
                "Leave the option out, and use --jobs for more processes."
            )
        folder = _build(settings, jobs)
        from publisher.edition import history

    with _told(f"Edition {folder.name} stands; an earlier day lacks its edition until the next build."):
        for day in history.missing(settings):
            say(f"Reconstructing the edition of {day} …", quiet)
            history.reconstruct(settings, day, jobs, lambda text: say(text, quiet))
        typer.echo(str(folder))


def _build(settings: Settings, jobs: int = 1) -> Path:
    from publisher import edition, releases, runs

    say("Building …", settings.quiet)
    with runs.recorded(settings.build, "build"):
        folder = edition.build(settings, jobs, lambda text: say(text, settings.quiet))
    waits = releases.waiting(settings.build)
    if waits is not None and waits.id == folder.name:
        say(f"Edition {folder.name} waits until {waits.release}; until then nothing changes.", settings.quiet)
    else:
        say(f"Edition {folder.name} is current.", settings.quiet)
    return folder


@app.command()
def serve(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Workers = 1,
    packages: Packages = None,
    vocab: Vocab = None,
    build: Build = None,
    base_url: BaseUrl = None,
    quiet: Quiet = False,
) -> None:
    """Serve the current edition; a newer one is picked up without dropping a request.

    Example: publisher serve --port 8000 --workers 2
    """
    with _told():
        _serve(_settings(packages, vocab, build, base_url, quiet), host, port, workers)


def _serve(settings: Settings, host: str, port: int, workers: int, unfinished: bool = False) -> None:
    from publisher import releases
    from publisher import serve as server

    if not unfinished:
        releases.current(settings.build)
    settings = server.at_home(settings)

    server.listener(host, port).close()
    if sys.stderr.isatty():  # else it is the log, a JSON object a line
        say(f"Serving {settings.build}/current at http://{host}:{port}/ (stop with Ctrl-C)", settings.quiet)
    server.serve(settings, host, port, workers)


@app.command()
def up(
    host: Host = "127.0.0.1",
    port: Port = 8000,
    workers: Workers = 1,
    packages: Packages = None,
    vocab: Vocab = None,
    build: Build = None,
    base_url: BaseUrl = None,
    quiet: Quiet = False,
) -> None:
    """Build an edition if the inputs are newer than the current one, then serve it.

    Example: publisher up
    """
    with _told():
        from publisher import serve as server

        server.listener(host, port).close()  # said before anything is built
        settings = _at_a_site(_settings(packages, vocab, build, base_url, quiet))
        if settings.base_url == Settings.base_url:  # nobody said another: the addresses are where it is served
            settings = replace(settings, base_url=f"http://{'127.0.0.1' if host == '0.0.0.0' else host}:{port}")  # noqa: S104
        from publisher import releases
        from publisher.edition import first, history

        if releases.described(releases.standing(settings.build)) is None:
            with first.building(settings):
                _serve(settings, host, port, workers, unfinished=True)
            return
        _build(settings)
        with history.in_background(settings):
            _serve(settings, host, port, workers)


@app.command()
def preview(
    host: Host = "127.0.0.1",
    port: Port = 8001,
    json_: Annotated[bool, typer.Option("--json", help="Serve nothing; the review as JSON.")] = False,
    text: Annotated[
        bool, typer.Option("--text", help="Serve nothing; the review in Markdown, for a pull request.")
    ] = False,
    pages: Annotated[
        int, typer.Option("--pages", metavar="N", min=0, help="Pages of a kind to compare sentence by sentence.")
    ] = 50,
    jobs: Jobs = 1,
    packages: Packages = None,
    vocab: Vocab = None,
    build: Build = None,
    base_url: BaseUrl = None,
    quiet: Quiet = False,
) -> None:
    """Build a draft beside the current edition, hold it against that, and serve it; nothing is published.

    Its pages are marked, closed to robots and harvesters; what would change is told at /granskning.

    Example: publisher preview --port 8001
    """
    with _told():
        from publisher import review
        from publisher import serve as server
        from publisher.edition import draft
        from publisher.progress import Bar

        looked_at = not (json_ or text)
        if looked_at:
            server.listener(host, port).close()  # said before anything is built
        settings = _settings(packages, vocab, build, base_url, quiet)
        if not settings.base_url_asked:
            settings = replace(settings, base_url=f"http://{host}:{port}")
        say("Building a draft …", quiet)
        bar = Bar(quiet=quiet)
        try:
            served, found = draft.build(settings, jobs, pages, lambda said: say(said, quiet), bar)
        finally:
            bar.close()
        say(f"Draft {found.draft} stands in {served.build}; the current edition is untouched.", quiet)
        if json_:
            typer.echo(review.to_json(found).decode(), nl=False)
        elif text:
            typer.echo(review.to_text(found), nl=False)
        else:
            _serve(served, host, port, 1)


@app.command()
def rollback(
    edition: Annotated[
        str | None, typer.Argument(metavar="[EDITION]", help="Id of an edition; none: the one before the current.")
    ] = None,
    packages: Packages = None,
    vocab: Vocab = None,
    build: Build = None,
    quiet: Quiet = False,
) -> None:
    """Make an earlier edition current again; servers take it at once. Nothing is built or lost.

    An edition that waits for its release time no longer does. Put the packages back too (git revert), or the next
    build brings back what was rolled away.

    Example: publisher rollback
    """
    with _told():
        from publisher.edition import rollback as back

        settings = _settings(packages, vocab, build, quiet=quiet)
        found = back(settings, edition, lambda text: say(text, quiet))
        say(f"Edition {found.id} is current.", quiet)
        typer.echo(str(settings.build / "editions" / found.id))


@app.command()
def mcp(packages: Packages = None, vocab: Vocab = None, build: Build = None, quiet: Quiet = False) -> None:
    """Answer an assistant by the standard streams (MCP); a server answers at /mcp where the site has that door.

    Example: publisher mcp
    """
    with _told():
        settings = _settings(packages, vocab, build, quiet=quiet)
        if not (settings.build / "current").exists():
            raise NotThere(f"{settings.build}: there is no edition yet. Run 'publisher build' or 'publisher up'.")
        from importlib.util import find_spec

        if find_spec("mcp") is None:
            raise NotThere("The extra for assistants is not installed. Run: pip install '.[mcp]'")
        import asyncio

        from publisher import serve as server
        from publisher.doors.mcp.server import over_streams
        from publisher.web import create_app

        asyncio.run(over_streams(create_app(server.at_home(settings))))


@app.command()
def score(
    json_: Json = False,
    packages: Packages = None,
    vocab: Vocab = None,
    build: Build = None,
    base_url: BaseUrl = None,
    quiet: Quiet = False,
) -> None:
    """SHACL, metadata quality and link report of the current catalogue, as published at /catalog/report.

    Exit code 0: all clean; 1: something is not.

    Example: publisher score --json
    """
    with _told():
        settings = _settings(packages, vocab, build, base_url, quiet)
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


@app.command()
def diff(
    earlier: Annotated[str, typer.Argument(metavar="EDITION", help="Id of an edition, or 'current'.")],
    later: Annotated[str, typer.Argument(metavar="EDITION", help="Id of another edition, or 'current'.")],
    json_: Json = False,
    packages: Packages = None,
    vocab: Vocab = None,
    build: Build = None,
    quiet: Quiet = False,
) -> None:
    """What changed between two editions, value by value.

    Example: publisher diff 2026-11-21 current
    """
    with _told():
        settings = _settings(packages, vocab, build, quiet=quiet)
        from publisher.edition import difference

        found = difference.between(settings.build, earlier, later)
        if json_:
            typer.echo(difference.to_json(found))
        else:
            for line in difference.to_lines(found):
                typer.echo(line)
        say(difference.summary(found), quiet)


@app.command()
def mirror(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Empty or new folder to write to.")],
    packages: Packages = None,
    vocab: Vocab = None,
    build: Build = None,
    base_url: BaseUrl = None,
    quiet: Quiet = False,
) -> None:
    """Write everything as static files that work from any web server.

    Example: publisher mirror public
    """
    with _told():
        from publisher.edition.mirror import mirror as write
        from publisher.progress import Bar

        bar = Bar(quiet=quiet)
        try:
            written = write(_settings(packages, vocab, build, base_url, quiet), folder, bar)
        finally:
            bar.close()
        typer.echo(f"{folder}: {written} files")


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="New or empty folder to make the site in.")],
    example: Annotated[str, typer.Option("--example", metavar="NAME", help="A demonstration instead: grants.")] = "",
    source: Annotated[
        Path | None,
        typer.Option("--from", metavar="FOLDER", help="A copy of Kolada: its catalogue (CSV) and values (Parquet)."),
    ] = None,
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="AREA", help="An operating area of Kolada's; may be repeated.")
    ] = None,
    vocab: Vocab = None,
    quiet: Quiet = False,
) -> None:
    """Make a small site of your own, all of it invented, that builds and serves at once.

    Go into the folder and say 'publisher up'; then replace what is in it piece by piece.

    With --from it is a site of Kolada's indicators instead, with Sweden's areas and terms as --vocab has them; its
    datasets are fetched one by one.

    Example: publisher new waste
    """
    with _told():
        from publisher.new import make
        from publisher.progress import Bar

        if source is None and only:
            raise PublisherError("--only says which areas of Kolada: give --from too, a folder with a copy of it.")
        if source is not None:
            from publisher.new import kolada

            if example:
                raise PublisherError("--example and --from are two sites: give one of them.")

            for line in kolada.make(folder, source, _settings(None, vocab, None, quiet=quiet).vocab, only or ()):
                typer.echo(line)
            typer.echo(f"{folder}: a site of Kolada. Next: cd {folder} && publisher fetch --input input NAME")
            return

        bar = Bar(quiet=quiet)
        try:
            make(folder, _day(None), bar, example=example)
        finally:
            bar.close()
        typer.echo(f"{folder}: a site of your own. Next: cd {folder} && publisher up")


Programme = Annotated[str, typer.Argument(metavar="PROGRAMME", help="Id of a programme in grants.yaml.")]
Recipient = Annotated[str, typer.Argument(metavar="RECIPIENT", help="Code or name of the area that got the money.")]
Workbook = Annotated[Path, typer.Argument(metavar="FILE", help="Workbook to write, ending in .xlsx.")]
GrantsIn = Annotated[
    str | None, typer.Option("--dataset", metavar="NAME", help="Dataset that holds the grants, if several do.")
]


@app.command(name="report-form")
def report_form(
    programme: Programme,
    file: Workbook,
    dataset: GrantsIn = None,
    packages: Packages = None,
    vocab: Vocab = None,
    quiet: Quiet = False,
) -> None:
    """Write the workbook in which a recipient reports the use of a stimulus grant.

    Filled in, it goes into the folder reports/ of the dataset, and 'publisher fetch' reads it.

    Example: publisher report-form 2018 redovisning-2018.xlsx
    """
    with _told():
        settings = _settings(packages, vocab, None, quiet=quiet)
        if file.suffix != ".xlsx":
            raise PublisherError(f"{file}: the form is a workbook. Give a name that ends in .xlsx.")
        from publisher.grants.deciding import held
        from publisher.grants.form import write_form

        write_form(held(settings, _day(None), dataset).form(programme), file)
        say(f"Wrote {file}.", quiet)


@grants.command(name="form")
def decision_form(
    programme: Programme,
    file: Workbook,
    dataset: GrantsIn = None,
    packages: Packages = None,
    vocab: Vocab = None,
    quiet: Quiet = False,
) -> None:
    """Write the workbook in which decisions are filled in: a row for each recipient that waits for one.

    Verdicts and proposed repayments stand beside. Filled in, it goes into the folder decisions/ of the dataset, and
    'publisher fetch' reads it.

    Example: publisher grants form demo beslut.xlsx
    """
    with _told():
        settings = _settings(packages, vocab, None, quiet=quiet)
        if file.suffix != ".xlsx":
            raise PublisherError(f"{file}: the form is a workbook. Give a name that ends in .xlsx.")
        from publisher.grants.deciding import held
        from publisher.grants.decisions import write_form

        one = held(settings, _day(None), dataset)
        form = one.form(programme)
        write_form(form, one.fetched().tables, file)
        say(f"Wrote {file}.", quiet)


@grants.command(name="decide")
def decide(
    programme: Programme,
    recipient: Recipient,
    decision: Annotated[str, typer.Option("--decision", metavar="KIND", help="approved or repay.")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why, in Swedish; it is published.")] = "",
    reason_en: Annotated[str, typer.Option("--reason-en", metavar="TEXT", help="The same in English.")] = "",
    body: Annotated[str, typer.Option("--body", metavar="NAME", help="Who decided.")] = "",
    amount: Annotated[int, typer.Option("--amount", metavar="KRONOR", help="What is to be repaid.")] = 0,
    decided: Annotated[
        str | None, typer.Option("--decided", metavar="DATE", help="Day of the decision; today by default.")
    ] = None,
    condition: Annotated[
        list[str] | None, typer.Option("--condition", metavar="ID", help="A condition it is about. Repeatable.")
    ] = None,
    dataset: GrantsIn = None,
    packages: Packages = None,
    vocab: Vocab = None,
    build: Build = None,
    quiet: Quiet = False,
) -> None:
    """Enter a decision on a report: checked against report, conditions and money, and written into decisions/.

    Example: publisher grants decide demo 9904 --decision repay --amount 100000 --body 'Myndigheten' --reason 'Ingen
    redovisning.' --reason-en 'No report.'
    """
    with _told():
        from publisher.grants.deciding import decide as enter

        values = {
            "programme": programme, "recipient": recipient, "decided": decided or _day(None), "body": body,
            "decision": decision, "amount": amount, "conditions": list(condition or ()),
            "grounds": {"sv": reason, "en": reason_en},
        }  # fmt: skip
        _entered(*enter(_settings(packages, vocab, build, quiet=quiet), values, _day(None), dataset))


@grants.command(name="repaid")
def repaid(
    programme: Programme,
    recipient: Recipient,
    amount: Annotated[int, typer.Option("--amount", metavar="KRONOR", help="What was repaid.")],
    day: Annotated[str | None, typer.Option("--on", metavar="DATE", help="Day of it; today by default.")] = None,
    dataset: GrantsIn = None,
    packages: Packages = None,
    vocab: Vocab = None,
    build: Build = None,
    quiet: Quiet = False,
) -> None:
    """Enter that what was decided has been repaid.

    Example: publisher grants repaid demo 9904 --amount 100000 --on 2024-06-20
    """
    with _told():
        from publisher.grants.deciding import repaid as enter

        settings, today = _settings(packages, vocab, build, quiet=quiet), _day(None)
        _entered(*enter(settings, programme, recipient, amount, day or today, today, dataset))


def _entered(path: Path, dataset: str) -> None:
    typer.echo(f"{path}: written. Next: publisher fetch {dataset}")


@app.command()
def prune(
    keep: Annotated[
        int, typer.Option("--keep", metavar="N", min=1, help="How many of the newest stay in any case.")
    ] = 10,
    dry: Annotated[bool, typer.Option("--dry-run", help="Only tell which would go.")] = False,
    packages: Packages = None,
    vocab: Vocab = None,
    build: Build = None,
    quiet: Quiet = False,
) -> None:
    """Take away editions by rule. Versions of packages stay for ever.

    What stays: the current edition and one that waits, the last of each day, the newest N, and those that
    cited.txt beside the packages names, an id a line. What goes is written down in pruned.json of the build folder;
    its id is not given again, and its addresses say which edition stands for its day.

    Example: publisher prune --keep 10
    """
    with _told():
        from publisher.edition.pruning import prune as run

        settings = _settings(packages, vocab, build, quiet=quiet)
        gone = run(settings, _day(None), keep, dry, lambda text: say(text, quiet))
        for id in gone:
            typer.echo(id)
        say(f"{len(gone)} editions {'would be' if dry else 'are'} pruned.", quiet)


@app.command()
def restore(
    folder: Annotated[Path, typer.Argument(metavar="COPY", help="Copy of a whole build folder.")],
    packages: Packages = None,
    vocab: Vocab = None,
    build: Build = None,
    quiet: Quiet = False,
) -> None:
    """Put back the editions of a backup: every one is held against its checksums first, and all or none comes in.

    Example: publisher restore /backup/build
    """
    with _told():
        from publisher.edition.restoring import restore as run

        back = run(_settings(packages, vocab, build, quiet=quiet), folder, lambda text: say(text, quiet))
        for id in back:
            typer.echo(id)
        say(f"{len(back)} editions are put back; what stood already was left.", quiet)


@app.command()
def about(
    licences: Annotated[
        bool, typer.Option("--licences", help="Also list every library that is installed with it, and its licence.")
    ] = False,
    json_: Json = False,
) -> None:
    """Which program this is, and on what terms it and its libraries are.

    Example: publisher about --licences
    """
    with _told():
        from dataclasses import asdict

        from publisher.licences import installed

        found = installed() if licences else installed()[:1]
        if json_:
            typer.echo(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
            return
        widths = [max(len(getattr(one, field)) for one in found) for field in ("name", "version", "licence")]
        for one in found:
            columns = zip((one.name, one.version, one.licence), widths, strict=True)
            typer.echo("  ".join([text.ljust(width) for text, width in columns] + [one.home]).rstrip())


def _catalog(settings: Settings) -> Mapping[str, Any]:
    """What catalog.yaml says; {} when there is none."""
    from publisher.package import read_catalog_declaration

    there = (settings.packages / "catalog.yaml").is_file()
    return read_catalog_declaration(settings.packages).values if there else {}


@vocabulary.command(name="import")
def propose(
    files: Annotated[list[Path], typer.Argument(metavar="FILE...", help="Catalogue, table metadata or CSV, saved.")],
    only: Annotated[str | None, typer.Option("--only", metavar="ID,…", help="These indicators alone.")] = None,
    language: Annotated[
        str | None, typer.Option("--language", metavar="CODE", help="Of names, where the file does not say.")
    ] = None,
    given: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="COLUMN=TEXT", help="What holds for all that do not say it. Repeatable."),
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", metavar="FILE", help="Write the blocks there; a new file.")
    ] = None,
    form: Annotated[
        Path | None, typer.Option("--form", metavar="FILE.csv", help="Write a table to fill in and import; a new file.")
    ] = None,
    packages: Packages = None,
    vocab: Vocab = None,
    quiet: Quiet = False,
) -> None:
    """Propose blocks for vocab/indicators.ttl, and list what a person must write.

    Reads a catalogue with id and title (JSON or CSV), a PxWeb table's metadata (version 1 or 2) or our own columns.
    Names stay as they are; what is guessed is marked so; what is not known is left out.

    Example: publisher vocabulary import kpi.json --form form.csv
    """
    with _told():
        from publisher.gate.declared import languages_of
        from publisher.vocabulary import load, proposed

        settings = _settings(packages, vocab, None)
        words, told = load(settings.vocab), languages_of(_catalog(settings))
        made = proposed.proposals(files, words, told, only=only, language=language, given=given or ())
        for path, text in ((output, made.turtle), (form, made.form)):
            if path is not None:
                proposed.write_new(path, text)
        if output is None and form is None:
            typer.echo(made.turtle, nl=False)
        for line in made.told:
            say(line, quiet)


@vocabulary.command(name="check")
def check_vocabulary(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of the vocabulary, or one to come there.")],
    json_: Json = False,
    packages: Packages = None,
    vocab: Vocab = None,
    quiet: Quiet = False,
) -> None:
    """Judge one file of the vocabulary, beside the others, as 'publisher check' does.

    Example: publisher vocabulary check vocab/indicators.ttl
    """
    with _told():
        from publisher.gate import declared
        from publisher.vocabulary.alone import judged

        settings = _settings(packages, vocab, None)
        problems, words = judged(file, settings.vocab)
        if words is not None and file.suffix == ".ttl" and (agents := _catalog(settings).get("agents")):
            told = file.read_text(encoding="utf-8")
            here = [id for id in words.indicators if f"indicator:{id} " in told or f"/indicator/{id}>" in told]
            problems += [replace(one, file=str(file)) for one in declared.publishers(words, agents, here)]
        if json_:
            typer.echo(json.dumps([problem.as_json() for problem in problems], ensure_ascii=False, indent=2))
        else:
            for problem in problems:
                typer.echo(f"{problem.severity.value}: {problem}")
        say(f"{_count(problems)}.", quiet)
        if problems:
            raise typer.Exit(1)


def main() -> None:
    """Run the command line."""
    watched(app)
