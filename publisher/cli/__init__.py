"""The command line: ``publisher fetch | check | build | serve | up | rollback | mcp | score | diff | mirror | …``.

Results go to stdout, talk to stderr. Exit codes: 0 all is well, 1 problems (all of them listed), 2 wrong use,
130 interrupted. Libraries that are slow to import are imported by the verb that needs them. A module holds the verbs
of one noun; what all have stands in :mod:`.verb`.
"""

from __future__ import annotations

import typer

from publisher.cli import decisions, editions, inputs, service, words
from publisher.watched import watched

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

app.command()(inputs.fetch)
app.command()(inputs.check)
app.command()(editions.build)
app.command()(service.serve)
app.command()(service.up)
app.command()(service.preview)
app.command()(editions.rollback)
app.command()(service.mcp)
app.command()(editions.score)
app.command()(editions.diff)
app.command()(editions.mirror)
app.command()(inputs.new)
app.command(name="report-form")(decisions.report_form)
app.command()(editions.prune)
app.command()(editions.restore)
app.command()(service.about)
vocabulary.command(name="import")(words.propose)
vocabulary.command(name="check")(words.check_vocabulary)
grants.command(name="form")(decisions.decision_form)
grants.command(name="decide")(decisions.decide)
grants.command(name="repaid")(decisions.repaid)


def main() -> None:
    """Run the command line."""
    watched(app)
