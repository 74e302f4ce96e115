"""Deciding: a decision, or a repayment, entered from the command line as a file that the next fetch reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from publisher import declarations
from publisher.errors import NotThere, PublisherError, Refused, Severity
from publisher.grants import decisions, source
from publisher.grants.decisions import Entry
from publisher.grants.form import Form, recipient_of
from publisher.package import folder, reading
from publisher.settings import Settings
from publisher.sources.context import Fetched, SourceContext
from publisher.vocabulary import load


@dataclass(frozen=True, kw_only=True)
class Held:
    """The dataset that holds the grants, ready to be read."""

    name: str
    folder: Path
    declared: Mapping[str, Any]
    context: SourceContext
    forms: Mapping[str, Form]

    def fetched(self, entered: Sequence[Entry] = ()) -> Fetched:
        """Everything as the next fetch would bring it in, decisions being entered among it.

        Raises:
            Refused: anything of it is wrong.
        """
        found = source.fetch(self.declared, self.context, entered)
        if wrong := [problem for problem in found.problems if problem.severity is Severity.ERROR]:
            raise Refused(wrong)
        return found

    def form(self, programme: str) -> Form:
        """The form of a programme.

        Raises:
            PublisherError: there is no such programme.
        """
        if programme not in self.forms:
            known = ", ".join(self.forms)
            raise PublisherError(f"{self.folder.name}: there is no programme '{programme}'. Known: {known}.")
        return self.forms[programme]


def held(settings: Settings, today: str, dataset: str | None = None) -> Held:
    """The dataset whose source is of grants.

    Args:
        dataset: its name, where several are.

    Raises:
        NotThere: there is none, or it is not one.
        PublisherError: there are several, and none is named.
    """
    found: dict[str, Mapping[str, Any]] = {}
    for name in reading.names(settings.packages):
        declared = reading.read_declaration(settings.packages, name).values.get("source")
        for one in declared if isinstance(declared, list) else [declared]:
            if isinstance(one, Mapping) and one.get("kind") == "grants":
                found[name] = one
    if not found or (dataset is not None and dataset not in found):
        listed = f"There are: {', '.join(found)}." if found else "Write one, or point --packages at it."
        raise NotThere(f"{settings.packages}: no dataset {dataset or ''} has a source of kind 'grants'. {listed}")
    if dataset is None and len(found) > 1:
        raise PublisherError(
            f"{settings.packages}: several datasets have grants. Name one by --dataset: {', '.join(found)}."
        )
    name = dataset or next(iter(found))
    words = load(settings.vocab, reading.told_in(settings.packages))
    place = settings.packages / name
    context = SourceContext(
        dataset=name, file=f"datapackages/{name}/dataset.yaml", folder=place, vocabulary=words, today=today
    )
    forms = source.forms(place / str(found[name].get("file", "grants.yaml")), words)
    return Held(name=name, folder=place, declared=found[name], context=context, forms=forms)


def decide(settings: Settings, values: Mapping[str, Any], today: str, dataset: str | None = None) -> tuple[Path, str]:
    """Enter a decision: it is held against all that is there, and written as a file of its own.

    Args:
        values: by :data:`publisher.grants.decisions.WORDS`.
        today: ISO date.

    Returns:
        The file, and the name of the dataset that a fetch is to bring in.

    Raises:
        Refused: anything is wrong; nothing was written.
    """
    one = held(settings, today, dataset)
    recipient = str(values.get("recipient") or "")
    if form := one.forms.get(str(values.get("programme"))):
        recipient, _ = recipient_of(recipient, form)
    given = {**values, "recipient": recipient or values.get("recipient")}
    return _written(
        settings, one, {word: given[word] for word in decisions.WORDS if given.get(word) not in (None, "", [])}
    )


def repaid(
    settings: Settings, programme: str, recipient: str, amount: int, day: str, today: str, dataset: str | None = None
) -> tuple[Path, str]:
    """Enter that what was decided has been repaid, into the file of the decision.

    Raises:
        Refused: anything is wrong; nothing was changed.
        PublisherError: the decision has no file of its own.
    """
    one = held(settings, today, dataset)
    code, _ = recipient_of(recipient, one.form(programme))
    path = one.folder / "decisions" / f"{programme}-{code}.yaml"
    if not path.is_file():
        raise PublisherError(
            f"{path}: there is no such decision. Decide first ('publisher grants decide'), or, where it is in a "
            "workbook or in grants.yaml, write amount and day there, as 'repaid' and 'repaid_on'."
        )
    return _written(settings, one, {**declarations.read(path).values, "repaid": amount, "repaid_on": day}, again=True)


def _written(settings: Settings, one: Held, values: Mapping[str, Any], again: bool = False) -> tuple[Path, str]:
    path = one.folder / "decisions" / f"{values.get('programme')}-{values.get('recipient')}.yaml"
    name = f"datapackages/{one.name}/decisions/{path.name}"
    file = name if again or not path.exists() else "what is being decided"
    with folder.alone(settings.build / "fetch.lock", lambda: None):
        one.fetched([decisions.written(values, file, lambda word: (None, word))])
        path.parent.mkdir(exist_ok=True)
        text = yaml.safe_dump(dict(values), allow_unicode=True, sort_keys=False, width=120)
        folder.stage_file(path, text.encode())
        folder.replace_file(path)
    return path, one.name
