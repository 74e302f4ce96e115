"""A package as it was in an earlier version: the same tables undone to that day, described as they were then."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from publisher import observations
from publisher.observations import version_key
from publisher.package import reading, writing
from publisher.vocabulary import Vocabulary


def version_files(packages: Path, name: str, number: str, vocabulary: Vocabulary) -> Mapping[str, bytes]:
    """The files of a version of a package, by name.

    Observations and revisions are those of that version. Words about the dataset, sources and notes are today's:
    they are not part of the promise that a value stays findable.

    Raises:
        NotThere: the package has no such version.
    """
    folder = packages / name
    dataset = reading.load_dataset(folder)
    version = reading.version_at(dataset, number)
    frames = {table.name: reading.read_table(folder, table.name) for table in dataset.tables}
    if "observations" in frames and "revisions" in frames:
        revisions = frames["revisions"]
        past = {n for n in revisions["version"].unique() if version_key(n) <= version_key(number)}
        frames["observations"] = observations.at_version(frames["observations"], revisions, number)
        frames["revisions"] = revisions[revisions["version"].isin(past)]
    versions = [v for v in dataset.versions if version is None or version_key(v.number) <= version_key(version.number)]
    catalog = reading.to_catalog(reading.read_catalog_declaration(packages).values)
    declaration = reading.read_declaration(packages, name)
    return writing.draft(name, declaration, catalog, vocabulary, frames, versions).files
