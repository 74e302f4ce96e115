"""What every verb has: the site's folders as the command line says them, and how it talks.

Results go to stdout, talk to stderr. Exit codes: 0 all is well, 1 problems (all of them listed), 2 wrong use,
130 interrupted.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from publisher.errors import NotThere, Problem, PublisherError, Refused, Severity, trouble
from publisher.settings import Settings

Names = Annotated[list[str] | None, typer.Argument(metavar="[NAME]...", help="Datasets; none: all of them.")]
Json = Annotated[bool, typer.Option("--json", help="Answer as JSON.")]
Host = Annotated[str, typer.Option("--host", help="Address to listen on.")]
Port = Annotated[int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")]
Workers = Annotated[int, typer.Option("--workers", metavar="N", min=1, help="Processes that serve.")]
Jobs = Annotated[int, typer.Option("--jobs", metavar="N", min=1, help="Processes that build.")]

#: Options that come after a verb's own, in this order: name, what it is, what it is when nobody says it.
FOLDERS: dict[str, tuple[Any, Any]] = {
    "packages": (
        Annotated[Path | None, typer.Option("--packages", metavar="DIR", help="Folder of data packages.")],
        None,
    ),
    "vocab": (Annotated[Path | None, typer.Option("--vocab", metavar="DIR", help="Folder of the vocabulary.")], None),
    "build": (
        Annotated[Path | None, typer.Option("--build", metavar="DIR", help="Folder that editions are built in.")],
        None,
    ),
    "base_url": (Annotated[str | None, typer.Option("--base-url", metavar="URL", help="Public base URL.")], None),
    "quiet": (Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing on stderr but errors.")], False),
}


@dataclass(frozen=True, kw_only=True)
class Site:
    """Where a site's folders are, and whether to be quiet, as the command line says it."""

    packages: Path | None = None
    vocab: Path | None = None
    build: Path | None = None
    base_url: str | None = None
    quiet: bool = False

    def settings(self, input: Path | None = None) -> Settings:
        """The settings: what the command line says goes before the environment."""
        return Settings.from_environment(
            packages=self.packages,
            vocab=self.vocab,
            build=self.build,
            base_url=self.base_url,
            quiet=self.quiet or None,
            input=input,
        )


def verb(*folders: str, quiet: bool = True) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Make a function a verb: errors become messages and exit codes, and it takes a :class:`Site`.

    Args:
        folders: which of :data:`FOLDERS` it has.
        quiet: whether it has ``--quiet``; a verb with neither takes no site.
    """
    names = [name for name in FOLDERS if name in folders or (quiet and name == "quiet")]

    def make(work: Callable[..., None]) -> Callable[..., None]:
        def run(**given: Any) -> None:
            own = {name: value for name, value in given.items() if name not in names}
            with told():
                if names:
                    work(Site(**{name: given[name] for name in names}), **own)
                else:
                    work(**own)

        own = list(inspect.signature(work, eval_str=True).parameters.values())[bool(names) :]
        more = [
            inspect.Parameter(
                name, inspect.Parameter.KEYWORD_ONLY, annotation=FOLDERS[name][0], default=FOLDERS[name][1]
            )
            for name in names
        ]
        signature = inspect.Signature([one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in own] + more)
        run.__signature__ = signature  # type: ignore[attr-defined]
        run.__name__, run.__doc__, run.__module__ = work.__name__, work.__doc__, work.__module__
        return run

    return make


def say(text: str, quiet: bool = False) -> None:
    """Talk, on stderr."""
    if not quiet:
        typer.echo(text, err=True)


@contextmanager
def told(stands: str = "Nothing was changed.", interrupted: str = "Nothing was left half-written.") -> Iterator[None]:
    """Errors as messages and exit codes; ``stands`` says what is true after one, ``interrupted`` after Ctrl-C."""
    try:
        yield
    except Refused as refusal:
        listed(refusal.problems, sys.stderr.isatty())
        say(f"{count(refusal.problems)}. {stands}")
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


def listed(problems: Sequence[Problem], colour: bool) -> None:
    for problem in problems:
        mark = typer.style(problem.severity.value, fg="red" if problem.severity is Severity.ERROR else "yellow")
        typer.echo(f"{mark if colour else problem.severity.value}: {problem}", err=True)


def count(problems: Sequence[Problem]) -> str:
    counts = [(sum(p.severity is s for p in problems), s.value) for s in Severity]
    return ", ".join(f"{n} {word}{'s' if n != 1 else ''}" for n, word in counts if n) or "No problems"


def at_a_site(settings: Settings) -> Settings:
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


def day_of(text: str | None) -> str:
    """The day of the fetch."""
    from datetime import date

    if text is None:
        return date.today().isoformat()
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise typer.BadParameter(f"'{text}' is not a day. Write it as 2026-11-21.", param_hint="--date") from None
