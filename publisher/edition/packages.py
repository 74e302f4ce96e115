"""The packages of an edition: every version of each as files, packed up as zip and as bag."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from publisher import releases
from publisher.edition.archive import archived, bagged, write_all
from publisher.model import Dataset, Distribution, Text
from publisher.uris import BAG, Uris

if TYPE_CHECKING:
    from publisher.edition.composition import Work

#: The date of every file in a zip: none, as near as the format comes. https://reproducible-builds.org/docs/archives/
ZIP_DATE = (1980, 1, 1, 0, 0, 0)


def every(work: Work) -> None:
    """``datapackages/<name>/…``, the same under ``<name>/<version>/…`` for every version, and zips of both."""
    now(work)
    for dataset in work.catalog.datasets:
        for version in dataset.versions[1:]:
            files = _published(work, dataset.name, version.number) or _undone(work, dataset.name, version.number)
            write_all(work.folder / "datapackages" / dataset.name / version.number, files)


def _published(work: Work, name: str, number: str) -> dict[str, bytes]:
    """The files of an earlier version as the first edition that stands has them: once published, they never change."""
    found = sorted((work.settings.build / "editions").glob(f"*/datapackages/{name}/{number}/datapackage.json"))
    waits = releases.waiting(work.settings.build)  # nobody has seen it
    standing = [path for path in found if waits is None or path.parents[3].name != waits.id]
    if not standing:
        return {}
    folder = standing[0].parent
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def _undone(work: Work, name: str, number: str) -> dict[str, bytes]:
    """The files of an earlier version with later revisions undone."""
    from publisher import package

    made = package.version_files(package.Packages(work.settings.packages), name, number, work.vocabulary)
    then = package.descriptor_to_dataset(json.loads(made["datapackage.json"]))
    files = archived(made, then, work.catalog, work.vocabulary, work.edition)
    return files | {f"{name}.zip": zipped(files)}


def now(work: Work) -> None:
    """``datapackages/<name>/…``, the same under ``<name>/<version>/…``, zips of both, and the bag."""
    for dataset in work.catalog.datasets:
        source = work.settings.packages / dataset.name
        target = work.folder / "datapackages" / dataset.name
        named = [t.path for t in dataset.tables] + ["datapackage.json", "CHANGES.md", "dataset.yaml"]
        found = {name: (source / name).read_bytes() for name in sorted(named) if (source / name).is_file()}
        files = archived(found, dataset, work.catalog, work.vocabulary, work.edition)
        bag = bagged(
            f"{dataset.name}{BAG}".removesuffix(".zip"), files, dataset, work.catalog, Uris(work.settings.base_url)
        )
        packed = {f"{dataset.name}.zip": zipped(files), f"{dataset.name}{BAG}": zipped(bag)}
        write_all(target, files)
        write_all(target / dataset.version, files | packed)
        write_all(target.parent, packed)
        made = [*_table_distributions(work, dataset), *_zip_distributions(work, dataset)]
        work.add_distributions(dataset.name, made)


def zipped(files: Mapping[str, bytes]) -> bytes:
    """A zip of files, the same bytes for the same files: sorted, without dates or owners."""
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in sorted(files.items()):
            entry = zipfile.ZipInfo(name, ZIP_DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, compresslevel=6)
    return whole.getvalue()


def _table_distributions(work: Work, dataset: Dataset) -> Iterator[Distribution]:
    for table in dataset.tables:
        path = f"datapackages/{dataset.name}/{dataset.version}/{table.path}"
        size, digest = work.facts(path)
        yield Distribution(
            key=f"{table.name}-csv",
            title={code: f"{title} (CSV)" for code, title in table.title.items()},
            description=table.description,
            path=path,
            format="CSV",
            media_type="text/csv",
            bytes=size,
            sha256=digest,
            conforms_to=table.name,
            modified=dataset.modified,
        )


#: Key of a distribution that is the whole package, end of the file's name, title and description.
_PACKED: Sequence[tuple[str, str, Text, Text]] = (
    (
        "datapackage-zip",
        ".zip",
        {"sv": "Hela datapaketet (ZIP)", "en": "The whole data package (ZIP)"},
        {
            "sv": "Alla tabeller med schema, källor, noter och rättelser, som ett Frictionless Data Package, och "
            "kodbok, villkor, citering och checksummor.",
            "en": "All tables with schema, sources, notes and revisions, as a Frictionless Data Package, and "
            "codebook, terms, citation and checksums.",
        },
    ),
    (
        "datapackage-bag",
        BAG,
        {"sv": "Hela datapaketet för arkiv (BagIt, ZIP)", "en": "The whole data package for archives (BagIt, ZIP)"},
        {
            "sv": "Samma filer som en BagIt-påse, vars checksummor varje arkivprogram prövar.",
            "en": "The same files as a BagIt bag, whose checksums any archive's program checks.",
        },
    ),
)


def _zip_distributions(work: Work, dataset: Dataset) -> Iterator[Distribution]:
    for key, end, title, description in _PACKED:
        path = f"datapackages/{dataset.name}/{dataset.version}/{dataset.name}{end}"
        size, digest = work.facts(path)
        yield Distribution(
            key=key,
            title=title,
            description=description,
            path=path,
            format="ZIP",
            media_type="application/zip",
            bytes=size,
            sha256=digest,
            modified=dataset.modified,
        )
