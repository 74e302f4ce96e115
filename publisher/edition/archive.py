"""A package that can be kept without us: what it is, on what terms, how it is cited, what its codes mean, checksums.

``archived`` gives a package its README, LICENSE.txt, CITATION.cff, codebook.csv and manifest; ``bagged`` makes of it
a BagIt bag (https://www.rfc-editor.org/rfc/rfc8493) by the library bagit-utils.
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml

from publisher import packed
from publisher.download import Entry, codebook
from publisher.edition.telling import readme
from publisher.extract import dataset_download
from publisher.model import Agent, Catalog, Dataset, Edition, Text, localised
from publisher.phrases import tell
from publisher.uris import STANDARD_LICENCES, Uris
from publisher.vocabulary import Vocabulary

README, LICENCE, CITATION, CODEBOOK = "README.md", "LICENSE.txt", "CITATION.cff", "codebook.csv"
#: Checksums as ``sha256sum -c`` reads them; the manifest of a bag is written alike.
MANIFEST = "manifest-sha256.txt"


def archived(
    files: Mapping[str, bytes], dataset: Dataset, catalog: Catalog, vocabulary: Vocabulary, edition: Edition
) -> dict[str, bytes]:
    """A version of a package with all that is needed to understand, use, cite and check it.

    Args:
        files: the package, name to content; every name stays as it is.
        dataset: as that version's descriptor tells it.
        edition: whose base URL the addresses begin with.
    """
    uris = Uris(edition.base_url)
    whole = {
        **files,
        README: readme(dataset, catalog, uris).encode(),
        LICENCE: licence_text(dataset, catalog, uris).encode(),
        CITATION: citation_file(dataset, catalog, uris),
        CODEBOOK: codebook_file(files, dataset, catalog, vocabulary, edition),
    }
    return whole | {MANIFEST: manifest(whole)}


def manifest(files: Mapping[str, bytes]) -> bytes:
    """SHA-256 and name of each file, a line each, in the order of the names."""
    return "".join(f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)).encode()


def licence_text(dataset: Dataset, catalog: Catalog, uris: Uris) -> str:
    """The terms: name, what they hold for, addresses, and the legal text of a standard licence.

    Terms that are no standard licence are told in our words, and said to be none: nobody is given a licence that
    the source did not give.
    """
    licence = catalog.licences[dataset.licence]
    standard = STANDARD_LICENCES.get(licence.url)
    told = []
    for code in catalog.languages:
        said = [localised(text, code) for text in (licence.title, licence.text, dataset.rights)]
        told.append("\n".join(filter(None, [*said, "" if standard else localised(_NO_STANDARD, code)])))
    addresses = "\n".join(dict.fromkeys(filter(None, (licence.url, uris.licence(licence)))))
    legal = [(resources.files(__package__) / "licences" / f"{standard}.txt").read_text("utf-8")] if standard else []
    return "\n\n".join([*dict.fromkeys(told), addresses, *legal]).rstrip() + "\n"


_NO_STANDARD: Text = tell(
    "This is no standard licence, and none is claimed. The addresses below are the source's and ours."
)


def citation_file(dataset: Dataset, catalog: Catalog, uris: Uris) -> bytes:
    """``CITATION.cff`` of a version (https://citation-file-format.github.io/, 1.2.0), in the site's first language.

    The authors are the publisher and those makers who are persons: terms may forbid to name a source as the author of
    what others have processed. CFF has no place for a ROR, which is the address of an organisation that has one.
    """
    language, licence = catalog.languages[0], catalog.licences[dataset.licence]
    makers = [key for key in dataset.creators if catalog.agents[key].orcid and key != dataset.publisher]
    standard = STANDARD_LICENCES.get(licence.url)
    told = {
        "cff-version": "1.2.0",
        "message": localised(_CITE, language),
        "type": "dataset",
        "title": localised(dataset.title, language),
        "abstract": localised(dataset.description, language),
        "authors": [_author(catalog.agents[key], language) for key in (dataset.publisher, *makers)],
        "version": dataset.version,
        "date-released": dataset.modified,
        "doi": dataset.doi,
        "identifiers": [
            {"type": "other", "value": f"urn:uuid:{dataset.id}"},
            {"type": "url", "value": uris.id("dataset", dataset.name)},
        ],
        "url": uris.landing_page(dataset),
        "repository-artifact": uris.file(f"datapackages/{dataset.name}/{dataset.version}/{dataset.name}.zip"),
        "keywords": list(dict.fromkeys(dataset.keywords.get(language, ()))),
        "license": standard,
        "license-url": None if standard else licence.url or uris.licence(licence),
    }
    return yaml.safe_dump(
        {name: value for name, value in told.items() if value}, allow_unicode=True, sort_keys=False, width=110
    ).encode()


_CITE: Text = tell("Name the version when you use the dataset, so that its figures can be found again.")


def _author(agent: Agent, language: str) -> dict[str, str]:
    address = agent.ror or agent.homepage
    return {
        "name": localised(agent.name, language),
        **({"website": address} if address else {}),
        **({"orcid": agent.orcid} if agent.orcid else {}),
    }


def codebook_file(
    files: Mapping[str, bytes], dataset: Dataset, catalog: Catalog, vocabulary: Vocabulary, edition: Edition
) -> bytes:
    """``codebook.csv``: columns, indicators with steps and versions, statuses, units, areas, a line each.

    Columns: kind, of, code, ``label_LANGUAGE``, ``definition_LANGUAGE``, unit, type.
    """
    told = catalog.languages
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    columns = [f"{name}_{code}" for name in ("label", "definition") for code in told]
    writer.writerow(["kind", "of", "code", *columns, "unit", "type"])
    for one in _entries(files, dataset, catalog, vocabulary, edition):
        texts = [text.get(code, "") for text in (one.label, one.definition) for code in told]
        writer.writerow([one.kind, one.of, one.code, *texts, one.unit, one.type])
    return out.getvalue().encode()


def _entries(
    files: Mapping[str, bytes], dataset: Dataset, catalog: Catalog, vocabulary: Vocabulary, edition: Edition
) -> Iterator[Entry]:
    for table in dataset.tables:
        for column in table.columns:
            yield Entry(
                kind="column", of=table.name, code=column.name, label=column.title, definition=column.description,
                unit=column.unit or "", type=column.type,
            )  # fmt: skip
    words = dataset_download(dataset, lambda: (), catalog=catalog, vocabulary=vocabulary, edition=edition, url="")
    for one in codebook(words):
        if one.kind != "column":  # those of the download; the package's own are told above
            yield one
    for area in (vocabulary.areas[code] for code in sorted(_areas(files) & vocabulary.areas.keys())):
        official = dict.fromkeys(catalog.languages, area.official_name)
        yield Entry(
            kind="area", of=area.county or "", code=area.code, label=area.label, definition=official,
            type=str(area.kind),
        )  # fmt: skip


def _areas(files: Mapping[str, bytes]) -> set[str]:
    """Codes of the areas that a package's tables name in a column ``area``."""
    from pyarrow import csv as table
    from pyarrow import string

    wanted = table.ConvertOptions(include_columns=["area"], column_types={"area": string()}, strings_can_be_null=False)
    return {
        code
        for name, content in files.items()
        if name.endswith(".csv") and "area" in content.partition(b"\n")[0].decode().split(",")
        for code in table.read_csv(io.BytesIO(content), convert_options=wanted)["area"].unique().to_pylist()
    }


def bagged(name: str, files: Mapping[str, bytes], dataset: Dataset, catalog: Catalog, uris: Uris) -> dict[str, bytes]:
    """A package as a bag, path to content, in one folder as a bag that is packed up has to be.

    Args:
        name: of the folder: that of the file it will be packed in, without its end.
        files: the package; it lies under ``data/``.

    Every file is a function of the package: the day of bagging is that of the version.
    """
    from bagit_utils import Bag

    contact = dataset.contact or catalog.contact
    language = catalog.languages[0]
    told = {
        "Source-Organization": [localised(catalog.agents[dataset.publisher].name, language)],
        "Contact-Name": [localised(contact.name, language)],
        "Contact-Email": [contact.email or ""],
        "External-Description": [" ".join(localised(dataset.description, language).split())],
        "External-Identifier": [f"urn:uuid:{dataset.id}", *([f"https://doi.org/{dataset.doi}"] if dataset.doi else [])],
        "Internal-Sender-Identifier": [f"{uris.id('dataset', dataset.name)} {dataset.version}"],
        "Bagging-Date": [dataset.modified],
        "Payload-Oxum": [f"{sum(map(len, files.values()))}.{len(files)}"],
    }
    with TemporaryDirectory() as place:
        folder = Path(place) / name
        write_all(folder / "data", files)
        bag = Bag(folder)
        bag.generate_bagit_declaration()
        bag.set_baginfo({key: value for key, value in told.items() if any(value)})
        bag.set_manifests(["sha256"])
        _sort(folder / MANIFEST)  # the library writes it in the order of the disk
        bag.set_tag_manifests(["sha256"])
        _sort(folder / f"tag{MANIFEST}")
        return {f"{name}/{path.relative_to(folder).as_posix()}": path.read_bytes() for path in _regular(folder)}


def _sort(path: Path) -> None:
    """Put the lines of a manifest, checksum and name, in the order of the names."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text("".join(sorted(lines, key=lambda line: line.split(maxsplit=1)[1])), encoding="utf-8", newline="")


def _regular(folder: Path) -> Iterable[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def write_all(folder: Path, files: Mapping[str, bytes], packs: bool = False) -> None:
    """Write files by their names into a folder, which is made.

    Args:
        packs: whether large tables are packed.
    """
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        with packed.opened(path, packs and path.suffix == ".csv") as file:
            file.write(content)
