"""Reasons: one for each indicator and period whose values changed, in every language of the site."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml
from test_package import files
from worlds import copy_small_world

from publisher.errors import Refused
from publisher.fetch import fetch
from publisher.observations import read
from publisher.settings import Settings


@pytest.fixture
def world(tmp_path: Path) -> Settings:
    """The small world, published; two answers of different questions and years are otherwise at the source now."""
    settings = copy_small_world(tmp_path)
    fetch(settings, ["digitala-las"], today="2024-01-01")
    assert settings.input
    path = settings.input / "digitala-las.csv"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("0114,2022,1,0", "0114,2022,2,0").replace("0180,2021,2,1", "0180,2021,2,0"))
    return settings


def published(settings: Settings) -> dict[str, tuple[str, str]]:
    log = read(settings.packages / "digitala-las" / "revisions.csv")
    rows = log[log["kind"] == "revised"].to_dict("records")
    return {f"{row['indicator']}/{row['period']}": (row["reason_sv"], row["reason_en"]) for row in rows}


def refused(settings: Settings, reason: Sequence[str] | dict[str, str], **more: Any) -> list[str]:
    before = files(settings.packages)
    with pytest.raises(Refused) as found:
        fetch(settings, ["digitala-las"], today="2024-02-01", reason=reason, **more)
    assert files(settings.packages) == before
    return [str(problem) for problem in found.value.problems]


def test_each_indicator_and_period_has_its_own_reason_beside_that_of_the_fetch(world: Settings) -> None:
    said = ["U21349/2022: Kommunen svarade om.", "U21349/2022 en: The municipality answered anew."]
    fetch(
        world, ["digitala-las"], today="2024-02-01", reason=[*said, "Kodningen är rättad.", "en: The coding is mended."]
    )
    assert published(world) == {
        "U21349/2022": ("Kommunen svarade om.", "The municipality answered anew."),
        "U20341/2021": ("Kodningen är rättad.", "The coding is mended."),
    }


def test_a_reason_of_an_indicator_holds_for_all_its_periods_and_for_no_other(world: Settings) -> None:
    fetch(world, ["digitala-las"], today="2024-02-01", reason=["U20341 sv: Rättat.", "U20341 en: Corrected."])
    assert published(world) == {
        "U21349/2022": ("Källan anger inget skäl.", "The source gives no reason."),
        "U20341/2021": ("Rättat.", "Corrected."),
    }


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (["Rättat."], "--reason: there is no reason in 'en'. Add --reason 'en: …'; it is published."),
        (["en: Corrected."], "--reason: there is no reason in 'sv'. Add --reason 'sv: …'; it is published."),
        ({"sv": "Rättat."}, "--reason: there is no reason in 'en'. Add --reason 'en: …'; it is published."),
        (["U21349/2022: A."], "no reason in 'en' for U21349/2022. Add --reason 'U21349/2022 en: …'; it is published."),
        (["de: Berichtigt."], "'de' is no language of this site. Its languages are sv, en."),
        (["X1/2022: A.", "X1/2022 en: B."], "'X1/2022' names no indicator that is known."),
        (
            ["U21349/2021: A.", "U21349/2021 en: B."],
            "given for U21349/2021, of which no published value changed. Correct the indicator and period",
        ),
    ],
)
def test_a_reason_in_one_language_or_of_nothing_is_refused_in_a_sentence(
    world: Settings, said: Sequence[str] | dict[str, str], told: str
) -> None:
    assert any(told in one for one in refused(world, said))


def test_what_the_refusal_says_to_add_is_enough(world: Settings) -> None:
    [told] = refused(world, ["Rättat."])
    added = told.partition("--reason '")[2].partition("'")[0].replace("…", "Corrected.")
    fetch(world, ["digitala-las"], today="2024-02-01", reason=["Rättat.", added])
    assert set(published(world).values()) == {("Rättat.", "Corrected.")}


def only(settings: Settings, *languages: str) -> None:
    """Make the small world a site of other languages; its texts are told in Swedish where they lack one."""

    def without(value: Any) -> Any:
        if isinstance(value, dict):
            if set(value) == {"sv", "en"}:
                return {code: value.get(code, value["en"]) for code in languages}
            return {key: without(inner) for key, inner in value.items()}
        return [without(inner) for inner in value] if isinstance(value, list) else value

    for path in [settings.packages / "catalog.yaml", *settings.packages.glob("*/dataset.yaml")]:
        values = without(yaml.safe_load(path.read_text(encoding="utf-8")))
        if path.name == "catalog.yaml":
            values["languages"] = list(languages)
        path.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")


def test_a_site_of_one_language_needs_one(tmp_path: Path) -> None:
    settings = copy_small_world(tmp_path)
    only(settings, "en")
    fetch(settings, ["digitala-las"], today="2024-01-01")
    assert settings.input
    path = settings.input / "digitala-las.csv"
    path.write_text(path.read_text(encoding="utf-8").replace("0114,2022,1,0", "0114,2022,2,0"))
    fetch(settings, ["digitala-las"], today="2024-02-01", reason=["Corrected."])
    assert published(settings)["U21349/2022"][1] == "Corrected."


def test_an_entry_of_a_declaration_in_one_language_is_told_with_its_place(world: Settings) -> None:
    path = world.packages / "digitala-las" / "dataset.yaml"
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    entry = {"indicator": "U21349", "period": "2022", "reason": {"sv": "Rättat.", "de": "Berichtigt."}}
    values["source"]["restated"] = [entry]
    path.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    told = refused(replace(world), ())
    assert any("source.restated.reason: there is no text in 'en'. Write 'en: …' too." in one for one in told)
    assert any("'de' is no language of the site. Write it in sv and en." in one for one in told)


def test_in_a_site_of_one_language_an_entry_in_another_is_told(tmp_path: Path) -> None:
    settings = copy_small_world(tmp_path)
    only(settings, "en")
    fetch(settings, ["digitala-las"], today="2024-01-01")
    path = settings.packages / "digitala-las" / "dataset.yaml"
    values = yaml.safe_load(path.read_text(encoding="utf-8"))
    values["source"]["restated"] = [{"indicator": "U21349", "period": "2022", "reason": {"sv": "Rättat."}}]
    path.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    [told] = refused(settings, ())
    assert "source.restated 1.reason: there is no text in 'en'. Write 'en: …'." in told
    values["source"]["restated"][0]["reason"] = {"en": "Corrected."}
    path.write_text(yaml.safe_dump(values, allow_unicode=True), encoding="utf-8")
    assert not fetch(settings, ["digitala-las"], today="2024-02-01")[0].counts
