"""Package to DCAT and back: everything returns but what is said to be lost, and the losses are told."""

from __future__ import annotations

from dataclasses import MISSING, fields, replace
from typing import Any

import pytest
from catalog_reading import LOST, dataset_from_rdf
from hand_made import URIS, catalog, dataset, vocabulary
from worlds import catalog_graph, some

from publisher import package
from publisher.catalog import background_graph
from publisher.model import Catalog, Contact, Dataset, Version
from publisher.settings import Settings
from publisher.uris import Uris
from publisher.vocabulary import Vocabulary, load


def carried(one: Dataset) -> Dataset:
    """A dataset as DCAT carries it: sequences in order of key, what is lost at its default."""
    defaults: dict[str, Any] = {
        f.name: f.default if f.default is not MISSING else f.default_factory()  # type: ignore[misc]
        for f in fields(Dataset)
        if f.name in LOST and f.name not in ("versions",)
    }
    return replace(
        one,
        **defaults,
        versions=(one.versions[0],),
        themes=sorted(one.themes),
        creators=[*one.creators[:1], *sorted(one.creators[1:])],
        keywords={language: sorted(words) for language, words in one.keywords.items()},
        sources=sorted(one.sources, key=lambda s: s.id),
        distributions=sorted(
            (replace(d, modified=d.modified or one.modified) for d in one.distributions), key=lambda d: d.key
        ),
        landing_page=one.landing_page or f"data/{one.name}",
    )


def back(one: Dataset, world: Catalog, words: Vocabulary, uris: Uris) -> Dataset:
    said = catalog_graph(world, words, uris) + background_graph(world, uris)
    return dataset_from_rdf(said, one.name, world, uris)


@pytest.mark.parametrize(
    "one",
    [
        dataset(),
        dataset(licence="villkor", series=None, next_release=None, creators=("myndigheten",)),
        dataset(temporal=("2022", "2022"), rights={"sv": "Källa.", "en": "Source."}),
        dataset(contact=Contact(name={"sv": "Någon", "en": "Somebody"}, email="nagon@example.invalid")),
        dataset(versions=(Version(number="2.0.0", date="2026-11-20", notes={"sv": "Ett.", "en": "One."}),)),
        dataset(temporal=None, sources=(), distributions=()),
    ],
)
def test_what_dcat_carries_comes_back(one: Dataset) -> None:
    world = catalog(one)
    if not one.distributions:
        with pytest.raises(KeyError):  # the licence stands on distributions
            back(one, world, vocabulary(), URIS)
        return
    assert back(one, world, vocabulary(), URIS) == carried(one)


def test_only_what_is_listed_is_lost() -> None:
    assert set(LOST) <= {f.name for f in fields(Dataset)}
    returned, one = back(dataset(), catalog(dataset()), vocabulary(), URIS), dataset()
    differing = {f.name for f in fields(Dataset) if getattr(returned, f.name) != getattr(carried(one), f.name)}
    assert differing == set()


def test_a_package_comes_back_from_its_catalogue_through_its_descriptor(small_world: Settings) -> None:
    """datapackage.json → Dataset → DCAT → Dataset → datapackage.json: alike but for what DCAT loses."""
    world, words = package.load_catalog(small_world.packages), load(small_world.vocab)
    uris = Uris("https://data.example.se")
    for one in some(world.datasets):
        descriptor = package.dataset_to_descriptor(one, world)
        whole = package.descriptor_to_dataset(descriptor)
        files = replace(whole, distributions=list(_as_distributions(whole)))
        told = replace(world, datasets=[files])
        returned = back(files, told, words, uris)
        restored = replace(
            returned, **{name: getattr(files, name) for name in LOST}, distributions=files.distributions,
            keywords=files.keywords, themes=files.themes, creators=files.creators, sources=files.sources,
            landing_page=files.landing_page,
        )  # fmt: skip
        assert package.dataset_to_descriptor(restored, world) == package.dataset_to_descriptor(files, world)


def _as_distributions(one: Dataset) -> Any:
    from publisher.model import Distribution

    for table in one.tables:
        yield Distribution(
            key=f"{table.name}-csv", title=table.title, description=table.description,
            path=f"datapackages/{one.name}/{table.path}", format="CSV", media_type="text/csv", bytes=table.bytes,
            sha256=table.sha256, conforms_to=table.name, modified=one.modified,
        )  # fmt: skip
