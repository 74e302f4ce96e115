"""The README of a package: what somebody must know who finds it without us, in every language of the site."""

from __future__ import annotations

from publisher.model import Catalog, Dataset, Text, localised
from publisher.phrases import tell
from publisher.rdf.parties import credit
from publisher.uris import Uris

_WORDS: dict[str, Text] = {
    "version": tell("Version {version}, {date}. Published by {publisher}."),
    "files": tell("Files"),
    "datapackage.json": tell("describes the tables, as a Frictionless Data Package"),
    "codebook.csv": tell("what the codes mean: columns, indicators, steps, versions, statuses, units, areas"),
    "CHANGES.md": tell("what each version changed"),
    "dataset.yaml": tell("where the values are fetched from and what has been accepted"),
    "LICENSE.txt": tell("the terms"),
    "CITATION.cff": tell("how to cite the dataset, for programs"),
    "manifest-sha256.txt": tell("checksums; `sha256sum -c manifest-sha256.txt` checks them"),
    "read": tell("Reading the tables"),
    "how": tell(
        "CSV in UTF-8 with commas and a decimal point. Codes are text: read `0114` as text, not as the "
        "number 114. An empty cell means that there is nothing to say. A value that is missing is never "
        "0: the row has an empty `value` and a `status` that says why."
    ),
    "terms": tell("Terms"),
    "cite": tell("How to cite it"),
    "from": tell("Where it is"),
    "contact": tell("Contact"),
}


def readme(dataset: Dataset, catalog: Catalog, uris: Uris) -> str:
    """The README of a version of a package, one language after another."""
    return "\n---\n\n".join(_told(dataset, catalog, uris, code) for code in catalog.languages)


def _told(dataset: Dataset, catalog: Catalog, uris: Uris, language: str) -> str:
    def say(key: str) -> str:
        return localised(_WORDS[key], language)

    licence, contact = catalog.licences[dataset.licence], dataset.contact or catalog.contact
    publisher = localised(catalog.agents[dataset.publisher].name, language)
    version = say("version").format(version=dataset.version, date=dataset.modified, publisher=publisher)
    title, page = localised(dataset.title, language), uris.landing_page(dataset)
    named = f"https://doi.org/{dataset.doi}" if dataset.doi else uris.id("dataset", dataset.name)
    tables = [f"- `{table.path}`: {localised(table.title, language)}" for table in dataset.tables]
    others = [f"- `{name}`: {say(name)}" for name in _WORDS if "." in name]
    terms = [localised(licence.title, language), localised(licence.text, language), localised(dataset.rights, language)]
    reached = (localised(contact.name, language), contact.email, contact.url and uris.resolve(contact.url))
    credited = localised(licence.credit or credit(dataset, catalog), language)
    return "\n".join(
        [
            f"# {title}", "", version, "", localised(dataset.description, language), "",
            f"## {say('files')}", "", *tables, *others, "",
            f"## {say('read')}", "", say("how"), "",
            f"## {say('terms')}", "", *(f"{text}\n" for text in dict.fromkeys(terms) if text),
            *([licence.url, ""] if licence.url else []),
            f"## {say('cite')}", "", f"{publisher} ({dataset.modified[:4]}). {title}. {dataset.version}. {named}", "",
            f"{credited}", "",
            f"## {say('from')}", "", f"- {page}", f"- {uris.id('dataset', dataset.name)}", "",
            f"## {say('contact')}", "", " · ".join(filter(None, reached)), "",
        ]
    )  # fmt: skip
