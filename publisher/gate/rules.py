"""The rules of the gate by name: what ``[rule-name]`` at the end of a message stands for.

Three kinds. *Errors* stop everything until they are corrected. *Warnings* are suspicious but possible: the publisher
accepts them in writing, in ``dataset.yaml``, and the acceptance is published with the data. *Held* rules stop a single
``fetch`` whose result differs from what was published in a way that may be an accident; they are accepted for that
fetch with ``--accept`` and a reason, or in ``dataset.yaml``.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files

import yaml

_RULES: Mapping[str, Mapping[str, str]] = yaml.safe_load(
    files("publisher.gate").joinpath("rules.yaml").read_text(encoding="utf-8")
)
#: Rules that a publisher may accept in writing in dataset.yaml.
WARNINGS = _RULES["warnings"]
#: Warnings that only a fetch can find: they are about what a source says and the package does not.
AT_FETCH = frozenset({"condition-without-evidence", "note-fits-nothing", "report-late"})
#: Rules that hold a fetch back until they are accepted for that fetch.
HELD = _RULES["held"]
#: Rules that stop everything until they are corrected.
ERRORS = _RULES["errors"]
#: What is worth knowing and stops nothing.
NOTES = _RULES["notes"]
#: Rules that can stand under ``accepted:`` in dataset.yaml.
ACCEPTABLE = frozenset(WARNINGS) | frozenset(HELD)
