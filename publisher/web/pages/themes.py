"""Indicators told together: a subject, within one service area where that has enough of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from publisher.model import TOTAL, AreaKind, Concept, Indicator
from publisher.web.pages.view import View
from publisher.web.wording import OWN_THEME


@dataclass(frozen=True)
class Theme:
    """A heading and its indicators."""

    label: str
    subject: str
    indicators: Sequence[Indicator]
    background: bool  #: only describes areas or surveys


def themes(view: View, indicators: Iterable[Indicator]) -> list[Theme]:
    """Indicators under their headings, in the order of the vocabulary's subjects; what is only background last."""
    by_subject: dict[str, dict[str, list[Indicator]]] = {}
    for indicator in indicators:
        by_subject.setdefault(indicator.subject, {}).setdefault(indicator.service_area, []).append(indicator)
    subjects = view.reader.vocabulary.concepts.get("subject", {})
    order = sorted(by_subject, key=lambda code: (*_place(subjects.get(code)), code))
    found = []
    for subject in order:
        label = view.words.concept("subject", subject)
        background = subject in subjects and subjects[subject].background
        services = by_subject[subject]
        if len(services) > 1 and any(len(members) >= OWN_THEME for members in services.values()):
            known = view.reader.vocabulary.concepts.get("service-area", {})
            for service, members in sorted(
                services.items(), key=lambda entry: known[entry[0]].order if entry[0] in known else 99
            ):
                name = label
                if service != TOTAL:
                    spoken = view.words.concept("service-area", service)
                    name = f"{label}: {spoken[:1].lower()}{spoken[1:]}"
                found.append(Theme(name, subject, members, background))
        else:
            members = [indicator for group in services.values() for indicator in group]
            found.append(Theme(label, subject, members, background))
    return found


def _place(subject: Concept | None) -> tuple[bool, int]:
    """What is only background last, then the vocabulary's order."""
    return (False, 99) if subject is None else (subject.background, subject.order)


def measured(view: View, kind: AreaKind) -> list[tuple[Indicator, str]]:
    """Indicators with values for a kind of area, each with its latest period."""
    found = [(indicator, view.book.latest(indicator.id, kind)) for indicator in view.book.measured(kind)]
    return [(indicator, period) for indicator, period in found if period is not None]
