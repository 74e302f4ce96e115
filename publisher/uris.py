"""Every address and IRI we mint, and nothing else mints any.

All IRIs are flat, ``{base}/id/{kind}/{key}``, so that nodes can be told apart by kind, nothing
nests and a harvester never meets a blank node.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote

from publisher.model import Dataset, Licence

#: Key of the dataset that holds all others; no package may have this name.
WHOLE = "allt"
#: What the name of a package's bag ends in; no package's name may end like it.
BAG = "-bag.zip"

#: Licences whose own IRI is used, with ``http`` and a final slash, and their names in SPDX's list; any other terms get
#: a document of ours.
STANDARD_LICENCES = {
    "http://creativecommons.org/publicdomain/zero/1.0/": "CC0-1.0",
    "http://creativecommons.org/licenses/by/4.0/": "CC-BY-4.0",
    "http://creativecommons.org/licenses/by-sa/4.0/": "CC-BY-SA-4.0",
}

#: Kinds of things that have an IRI.
KINDS = (
    "activity", "agent", "annotation", "area", "catalog", "change", "concept", "contact", "dataset", "distribution",
    "edition", "grant", "indicator", "licence", "location", "measurement", "membership", "metric", "observation",
    "period", "rights", "scheme", "series", "service", "slice", "source", "standard", "status", "structure", "term",
    "version",
)  # fmt: skip


@dataclass(frozen=True)
class Uris:
    """Addresses under one public base URL.

    Args:
        base: public base URL without trailing slash, ``https://data.example.se``.
    """

    base: str

    def id(self, kind: str, key: str) -> str:
        """The IRI of a thing.

        Raises:
            ValueError: ``kind`` is not one of :data:`KINDS`.
        """
        if kind not in KINDS:
            raise ValueError(f"'{kind}' is not a kind of thing that has an IRI. Known: {', '.join(KINDS)}.")
        return f"{self.base}/id/{kind}/{quote(key, safe='.-_~')}"

    def observation(self, dataset: str, key: tuple[str, ...]) -> str:
        """The IRI of an observation, ``…/{dataset}.{indicator}.{area}.{period}.{sex}.{service_area}``."""
        return self.id("observation", ".".join((dataset, *key)))

    def distribution(self, dataset: str, key: str) -> str:
        return self.id("distribution", f"{dataset}.{key}")

    def file(self, path: str) -> str:
        """Absolute address of something served, given its path relative to the base."""
        return f"{self.base}/{quote(path.lstrip('/'), safe='/.-_~?=&,')}"

    def resolve(self, iri: str) -> str:
        """An absolute IRI as it is; a path of ours (``id/concept/unit.percent``) under the base."""
        return iri if ":" in iri.split("/", 1)[0] else self.file(iri)

    def licence(self, licence: Licence) -> str:
        """IRI of terms of use: the standard licence's own, else that of our document on them."""
        return licence.url if licence.url in STANDARD_LICENCES else self.id("licence", licence.key)

    def landing_page(self, dataset: Dataset) -> str:
        """Where a person reads about a dataset."""
        return self.resolve(dataset.landing_page or f"data/{dataset.name}")
