"""Verbs about the vocabulary: new indicators proposed, one file judged."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from publisher.cli.verb import Json, Site, count, say, verb
from publisher.settings import Settings


def _catalog(settings: Settings) -> Mapping[str, Any]:
    """What catalog.yaml says; {} when there is none."""
    from publisher.package import read_catalog_declaration

    there = (settings.packages / "catalog.yaml").is_file()
    return read_catalog_declaration(settings.packages).values if there else {}


@verb("packages", "vocab")
def propose(
    site: Site,
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
) -> None:
    """Propose blocks for vocab/indicators.ttl, and list what a person must write.

    Reads a catalogue with id and title (JSON or CSV), a PxWeb table's metadata (version 1 or 2) or our own columns.
    Names stay as they are; what is guessed is marked so; what is not known is left out.

    Example: publisher vocabulary import kpi.json --form form.csv
    """
    from publisher.gate.declared import languages_of
    from publisher.package import told_in
    from publisher.vocabulary import load, proposed

    settings = site.settings()
    words, told = load(settings.vocab, told_in(settings.packages)), languages_of(_catalog(settings))
    made = proposed.proposals(files, words, told, only=only, language=language, given=given or ())
    for path, text in ((output, made.turtle), (form, made.form)):
        if path is not None:
            proposed.write_new(path, text)
    if output is None and form is None:
        typer.echo(made.turtle, nl=False)
    for line in made.told:
        say(line, site.quiet)


@verb("packages", "vocab")
def check_vocabulary(
    site: Site,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file of the vocabulary, or one to come there.")],
    json_: Json = False,
) -> None:
    """Judge one file of the vocabulary, beside the others, as 'publisher check' does.

    Example: publisher vocabulary check vocab/indicators.ttl
    """
    from publisher.gate import declared
    from publisher.package import told_in
    from publisher.vocabulary.alone import judged

    settings = site.settings()
    problems, words = judged(file, settings.vocab, told_in(settings.packages))
    if words is not None and file.suffix == ".ttl" and (agents := _catalog(settings).get("agents")):
        told = file.read_text(encoding="utf-8")
        here = [id for id in words.indicators if f"indicator:{id} " in told or f"/indicator/{id}>" in told]
        problems += [replace(one, file=str(file)) for one in declared.publishers(words, agents, here)]
    if json_:
        typer.echo(json.dumps([problem.as_json() for problem in problems], ensure_ascii=False, indent=2))
    else:
        for problem in problems:
            typer.echo(f"{problem.severity.value}: {problem}")
    say(f"{count(problems)}.", site.quiet)
    if problems:
        raise typer.Exit(1)
