"""Verbs about the money of a programme: the form of a report, decisions and repayments."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from publisher.cli.verb import Site, day_of, say, verb
from publisher.errors import PublisherError

Programme = Annotated[str, typer.Argument(metavar="PROGRAMME", help="Id of a programme in grants.yaml.")]
Recipient = Annotated[str, typer.Argument(metavar="RECIPIENT", help="Code or name of the area that got the money.")]
Workbook = Annotated[Path, typer.Argument(metavar="FILE", help="Workbook to write, ending in .xlsx.")]
GrantsIn = Annotated[
    str | None, typer.Option("--dataset", metavar="NAME", help="Dataset that holds the grants, if several do.")
]


@verb("packages", "vocab")
def report_form(
    site: Site,
    programme: Programme,
    file: Workbook,
    dataset: GrantsIn = None,
) -> None:
    """Write the workbook in which a recipient reports the use of a stimulus grant.

    Filled in, it goes into the folder reports/ of the dataset, and 'publisher fetch' reads it.

    Example: publisher report-form 2018 redovisning-2018.xlsx
    """
    settings = site.settings()
    _free(file)
    from publisher.grants.deciding import held
    from publisher.grants.form import write_form

    write_form(held(settings, day_of(None), dataset).form(programme), file)
    say(f"Wrote {file}.", site.quiet)


@verb("packages", "vocab")
def decision_form(
    site: Site,
    programme: Programme,
    file: Workbook,
    dataset: GrantsIn = None,
) -> None:
    """Write the workbook in which decisions are filled in: a row for each recipient that waits for one.

    Verdicts and proposed repayments stand beside. Filled in, it goes into the folder decisions/ of the dataset, and
    'publisher fetch' reads it.

    Example: publisher grants form demo beslut.xlsx
    """
    settings = site.settings()
    _free(file)
    from publisher.grants.deciding import held
    from publisher.grants.decisions import write_form

    one = held(settings, day_of(None), dataset)
    form = one.form(programme)
    write_form(form, one.fetched().tables, file)
    say(f"Wrote {file}.", site.quiet)


@verb("packages", "vocab", "build")
def decide(
    site: Site,
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
) -> None:
    """Enter a decision on a report: checked against report, conditions and money, and written into decisions/.

    Example: publisher grants decide demo 9904 --decision repay --amount 100000 --body 'Myndigheten' --reason 'Ingen
    redovisning.' --reason-en 'No report.'
    """
    from publisher.grants.deciding import decide as enter

    values = {
        "programme": programme, "recipient": recipient, "decided": decided or day_of(None), "body": body,
        "decision": decision, "amount": amount, "conditions": list(condition or ()),
        "grounds": {"sv": reason, "en": reason_en},
    }  # fmt: skip
    _entered(*enter(site.settings(), values, day_of(None), dataset))


@verb("packages", "vocab", "build")
def repaid(
    site: Site,
    programme: Programme,
    recipient: Recipient,
    amount: Annotated[int, typer.Option("--amount", metavar="KRONOR", help="What was repaid.")],
    day: Annotated[str | None, typer.Option("--on", metavar="DATE", help="Day of it; today by default.")] = None,
    dataset: GrantsIn = None,
) -> None:
    """Enter that what was decided has been repaid.

    Example: publisher grants repaid demo 9904 --amount 100000 --on 2024-06-20
    """
    from publisher.grants.deciding import repaid as enter

    settings, today = site.settings(), day_of(None)
    _entered(*enter(settings, programme, recipient, amount, day or today, today, dataset))


def _entered(path: Path, dataset: str) -> None:
    typer.echo(f"{path}: written. Next: publisher fetch {dataset}")


def _free(file: Path) -> None:
    """Refuse a form that would be no workbook, or be laid over one that may have been filled in."""
    if file.suffix != ".xlsx":
        raise PublisherError(f"{file}: the form is a workbook. Give a name that ends in .xlsx.")
    if file.exists():
        raise PublisherError(f"{file}: stands there, and may have been filled in. Give another name, or move it away.")
