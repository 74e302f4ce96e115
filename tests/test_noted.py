"""A note may not say otherwise than the values it hangs on, and the remedy that is offered works."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from worlds import copy_small_world

from publisher.errors import Refused
from publisher.fetch import fetch

#: What the small world has under U21349: three steps, 0, 1 and 2; every value is there but one.
CONTRADICTIONS = [
    {"sv": "Svaren kodas 0 och 1.", "en": "An early measurement."},
    {"sv": "Tidig mätning.", "en": "The answers are coded 0 and 1."},
    {"sv": "Nyckeltalet har två steg.", "en": "An early measurement."},
    {"sv": "Tidig mätning.", "en": "The municipality has no value."},
]


def written(folder: Path, text: dict[str, str]) -> None:
    path = folder / "datapackages" / "digitala-las" / "dataset.yaml"
    held = yaml.safe_load(path.read_text(encoding="utf-8"))
    held["notes"]["tidig"] = text
    path.write_text(yaml.safe_dump(held, allow_unicode=True, sort_keys=False), encoding="utf-8")


@pytest.mark.parametrize("text", CONTRADICTIONS)
def test_a_note_that_denies_a_value_stops_the_fetch_until_it_is_corrected(text: dict[str, str], tmp_path: Path) -> None:
    settings = copy_small_world(tmp_path)
    written(tmp_path, text)
    with pytest.raises(Refused) as refusal:
        fetch(settings, ["digitala-las"], today="2023-03-28")
    problems = [p for p in refusal.value.problems if p.rule == "note-contradicts-value"]
    assert [p.column for p in problems] == ["note"]
    assert "'tidig'" in problems[0].fault and "dataset.yaml" in problems[0].remedy
    written(tmp_path, {"sv": "Svaren kodas 0, 1 och 2.", "en": "The answers are coded 0, 1 and 2, in three steps."})
    assert fetch(settings, ["digitala-las"], today="2023-03-28")[0].changed
