"""What the pages on catalogue and linked data say, by its key in ``locale/…/catalogue.po``."""

from __future__ import annotations

from publisher.model import localised
from publisher.phrases import phrases


def texts(language: str) -> dict[str, str]:
    """Every text in one language: of the pages, of kinds of things (``kind:…``) and of properties (``property:…``).

    Properties are those of other vocabularies, by prefixed name; ours have labels of their own.
    """
    return {key: localised(text, language) for key, text in phrases("catalogue").items()}


def kind_of(kind: str, language: str) -> str:
    """What a kind of thing is called."""
    return localised(phrases("catalogue").get(f"kind:{kind}", {}), language) or kind
