"""The packages of an edition: every version of each as files, packed up as zip and as bag."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import IO, TYPE_CHECKING

from publisher import packed, releases
from publisher.download import LEVEL
from publisher.edition.archive import archived, bagged, write_all
from publisher.edition.workers import Task
from publisher.model import Catalog, Dataset, Distribution, Edition, Text
from publisher.parts import Facts, Parts, link
from publisher.phrases import tell
from publisher.uris import BAG, Uris
from publisher.vocabulary import Vocabulary

if TYPE_CHECKING:
    from publisher.edition.composition import Work
    from publisher.package import Packages

#: The date of every file in a zip: none, as near as the format comes. https://reproducible-builds.org/docs/archives/
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def every(work: Work) -> None:
    """``datapackages/<name>/…``, the same under ``<name>/<version>/…`` for every version, and zips of both."""
    from publisher.package import Packages

    now(work)
    opened = Packages(work.settings.packages)
    for dataset in work.catalog.datasets:
        for version in dataset.versions[1:]:
            target = work.folder / "datapackages" / dataset.name / version.number
            if not _published(work, dataset.name, version.number, target):
                _undone(work, opened, dataset.name, version.number, target)


def _published(work: Work, name: str, number: str, target: Path) -> bool:
    """Put in place an earlier version as the first edition that stands has it: once published, it never changes.

    One that was put together afterwards published nothing, and has not all that explains a version.
    """
    found = sorted((work.settings.build / "editions").glob(f"*/datapackages/{name}/{number}/datapackage.json"))
    waits = releases.waiting(work.settings.build)  # nobody has seen it
    public = [path for path in found if waits is None or path.parents[3].name != waits.id]
    standing = [path for path in public if not ((one := releases.described(path.parents[3])) and one.reconstructed)]
    if standing:
        folder = standing[0].parent
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            (target / path.relative_to(folder)).parent.mkdir(parents=True, exist_ok=True)
            link(path, target / path.relative_to(folder))
    return bool(standing)


def _undone(work: Work, opened: Packages, name: str, number: str, target: Path) -> None:
    """Put in place an earlier version, made by undoing later revisions."""
    from publisher import package
    from publisher.rdf import csvw

    made = before(opened, name, number, work.vocabulary, work.words, work.kept)
    then = package.descriptor_to_dataset(json.loads(made["datapackage.json"]))
    terms, edition, uris = work.catalog.terms, work.brought(then), Uris(work.settings.base_url)

    def make(folder: Path) -> None:
        files = archived(made, then, terms, work.vocabulary, edition)
        licence = uris.licence(terms.licences[then.licence])
        told = {f"{table.path}{csvw.SUFFIX}": csvw.metadata(then, table, licence, uris) for table in then.tables}
        write_all(folder, files | told | {f"{name}.zip": zipped(files)}, packed.large(then))

    sums = {file: hashlib.sha256(content).hexdigest() for file, content in made.items()}
    work.kept.files("archived", [then, terms, edition, work.words, sums], make, target)


def before(
    opened: Packages, name: str, number: str, vocabulary: Vocabulary, words: str, kept: Parts
) -> Mapping[str, bytes]:
    """The files of an earlier version of a package, with later revisions undone.

    Args:
        words: digest of the vocabulary.
        kept: where they are kept.
    """
    from publisher import package

    def make(folder: Path) -> None:
        write_all(folder, package.version_files(opened, name, number, vocabulary))

    home = opened.folder
    rests_on = [home / package.CATALOG, *(path for path in sorted((home / name).iterdir()) if path.is_file())]
    return kept.contents("versions", [name, number, words, [(p.name, Facts.of(p)) for p in rests_on]], make)


def now(work: Work) -> None:
    """``datapackages/<name>/…``, the same under ``<name>/<version>/…``, zips of both, and the bag."""
    for dataset in work.catalog.datasets:
        target, task = work.folder / "datapackages" / dataset.name, _task(work, dataset)
        for name in work.kept.files(task.step, task.inputs, task.make, target / dataset.version):
            whole = name in (f"{dataset.name}.zip", f"{dataset.name}{BAG}")
            link(target / dataset.version / name, (target.parent if whole else target) / name)
        made = [*_table_distributions(work, dataset), *_zip_distributions(work, dataset)]
        work.add_distributions(dataset.name, made)


def tasks(work: Work) -> Iterator[Task]:
    """The parts of :func:`now`, one a package."""
    return (_task(work, dataset) for dataset in work.catalog.datasets)


def _task(work: Work, dataset: Dataset) -> Task:
    source = work.settings.packages.resolve() / dataset.name
    named = [t.path for t in dataset.tables] + ["datapackage.json", "CHANGES.md", "dataset.yaml"]
    found = {name: source / name for name in sorted(named) if (source / name).is_file()}
    sums = {name: Facts.of(path).sha256 for name, path in found.items()}
    alone, terms, edition = replace(dataset, distributions=()), work.catalog.terms, work.brought(dataset)
    make = partial(_pack, found, alone, terms, work.vocabulary, edition)
    return Task("packages", [alone, terms, edition, work.words, sums], make)


def _pack(
    found: Mapping[str, Path],
    dataset: Dataset,
    terms: Catalog,
    vocabulary: Vocabulary,
    edition: Edition,
    folder: Path,
) -> None:
    """Write a package into a folder, with zip and bag of it."""
    files = archived({name: path.read_bytes() for name, path in found.items()}, dataset, terms, vocabulary, edition)
    name = f"{dataset.name}{BAG}".removesuffix(".zip")
    bag = bagged(name, files, dataset, terms, Uris(edition.base_url))
    both = {f"{dataset.name}.zip": zipped(files), f"{dataset.name}{BAG}": zipped(bag)}
    write_all(folder, files | both, packed.large(dataset))


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of files, the same bytes for the same files: sorted, without dates or owners."""
    whole = io.BytesIO()
    zip_into(whole, sorted(files.items()))
    return whole.getvalue()


def zip_into(target: IO[bytes], files: Iterable[tuple[str, bytes]]) -> None:
    """The same into a file, of names and contents in order."""
    with zipfile.ZipFile(target, "w") as archive:
        for name, content in files:
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, compresslevel=LEVEL)


def _table_distributions(work: Work, dataset: Dataset) -> Iterator[Distribution]:
    for table in dataset.tables:
        path = f"datapackages/{dataset.name}/{dataset.version}/{table.path}"
        facts = work.facts(path)
        yield Distribution(
            key=f"{table.name}-csv",
            title={code: f"{title} (CSV)" for code, title in table.title.items()},
            description=table.description,
            path=path,
            format="CSV",
            media_type="text/csv",
            bytes=facts.bytes,
            sha256=facts.sha256,
            conforms_to=table.name,
            modified=dataset.modified,
        )


#: Key of a distribution that is the whole package, end of the file's name, title and description.
_PACKED: Sequence[tuple[str, str, Text, Text]] = (
    (
        "datapackage-zip",
        ".zip",
        tell("The whole data package (ZIP)"),
        tell(
            "All tables with schema, sources, notes and revisions, as a Frictionless Data Package, and "
            "codebook, terms, citation and checksums."
        ),
    ),
    (
        "datapackage-bag",
        BAG,
        tell("The whole data package for archives (BagIt, ZIP)"),
        tell("The same files as a BagIt bag, whose checksums any archive's program checks."),
    ),
)


def _zip_distributions(work: Work, dataset: Dataset) -> Iterator[Distribution]:
    for key, end, title, description in _PACKED:
        path = f"datapackages/{dataset.name}/{dataset.version}/{dataset.name}{end}"
        facts = work.facts(path)
        yield Distribution(
            key=key,
            title=title,
            description=description,
            path=path,
            format="ZIP",
            media_type="application/zip",
            bytes=facts.bytes,
            sha256=facts.sha256,
            modified=dataset.modified,
        )
