"""Wording: the sentences that the statistics write, by their keys in ``locale/…/statistics.po``.

No sentence names a cause: figures say what, never why.
"""

from __future__ import annotations

from publisher.model import Text
from publisher.phrases import filled, phrases


def say(key: str, **gaps: object) -> Text:
    """A phrase in every language told, with its gaps filled, those that are texts by language.

    Raises:
        KeyError: there is no such phrase, or a gap has no value.
    """
    return filled(phrases("statistics")[key], gaps)
