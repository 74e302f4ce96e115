"""An indicator that is proposed, and the columns it is told in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

#: Columns that are told in each language of the site.
TEXTS = ("label", "definition", "question", "direction_source", "respondent", "note")
#: Columns without a language.
PLAIN = (
    "id", "official_name", "subject", "unit", "value_kind", "scale", "minimum", "maximum", "direction",
    "service_area", "publisher", "source", "retired", "replaced_by", "asked_if", "measures",
)  # fmt: skip


def columns(languages: Sequence[str]) -> list[str]:
    """The columns of a table of proposed indicators, in order: ``label_sv`` for each language of the site."""
    return [*PLAIN, *(f"{name}_{code}" for name in TEXTS for code in languages)]


@dataclass
class Proposed:
    """What is known of an indicator.

    Attributes:
        values: by column (:func:`columns`); what is not known is not there.
        language: that the official name is in.
        guessed: column to why it is thought so.
        told: what else the source says of it, to be read by whoever writes; not published, it is not our text.
    """

    values: dict[str, str]
    language: str
    guessed: dict[str, str] = field(default_factory=dict)
    told: str = ""

    def guess(self, column: str, value: str, why: str) -> None:
        """Note a value that nothing states, unless there is one."""
        if not self.values.get(column):
            self.values[column] = value
            self.guessed[column] = why
