"""Reasons: why values changed, as the publisher says it of a fetch, of an indicator or of an indicator and period.

On the command line a reason is ``[INDICATOR[/PERIOD]] [LANGUAGE]: text``, or the text alone, which is in the site's
first language and holds for the whole fetch. Every language of the site is needed, as everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from publisher.errors import Problem
from publisher.model import LANGUAGES, PERIOD_PATTERN, Text, all_of, complete, demanded

_OF = re.compile(rf"(?P<indicator>[^\s/:]+)/(?P<period>{PERIOD_PATTERN})")
_FILE = "--reason"


@dataclass(frozen=True)
class Reasons:
    """What the publisher says, each text in every language."""

    general: Text = field(default_factory=dict)  #: ``{}``: nothing is said of the whole fetch
    of: Mapping[tuple[str, str], Text] = field(default_factory=dict)  #: by indicator and period; "": all its periods

    def __bool__(self) -> bool:
        return bool(self.general or self.of)

    def why(self, indicator: str, period: str) -> Text:
        """What is said of an indicator's period; ``{}`` when nothing is."""
        return self.of.get((indicator, period)) or self.of.get((indicator, "")) or self.general


def options(languages: Sequence[str]) -> str:
    """The options that give a reason, as one writes them: ``--reason '…' --reason-en '…'``."""
    others = languages[1:]
    return " ".join(["--reason '…'", *("--reason-en '…'" if c == "en" else f"--reason '{c}: …'" for c in others)])


def block(languages: Sequence[str], text: str = "…") -> str:
    """A reason as a declaration has it: ``{sv: …, en: …}``."""
    return "{" + ", ".join(f"{code}: {text}" for code in languages) + "}"


def told(given: Text | Sequence[str], languages: Sequence[str], indicators: Collection[str]) -> Reasons:
    """Read what was said; see the head of this module.

    Args:
        given: a text by language for the whole fetch, or what the command line was given.
        languages: the site's, its first one first.
        indicators: ids that are known.
    """
    said: dict[tuple[str, str], dict[str, str]] = {}
    if isinstance(given, Mapping):
        said["", ""] = {code: text for code, text in given.items() if text.strip()}
    else:
        for words in given:
            of, code, text = _parts(words, languages, indicators)
            said.setdefault(of, {})[code] = text.strip()
    whole = {of: complete(texts, all_of(languages)) for of, texts in said.items() if any(texts.values())}
    return Reasons(general=whole.pop(("", ""), {}), of=whole)


def problems(given: Text | Sequence[str], languages: Sequence[str], indicators: Collection[str]) -> list[Problem]:
    """A language that a reason lacks, an indicator or a language that is not known."""
    found, said = [], dict[tuple[str, str], set[str]]()
    if isinstance(given, Mapping):
        said["", ""] = {code for code, text in given.items() if text.strip()}
    else:
        for words in given:
            of, code, text = _parts(words, languages, indicators)
            head = words.partition(":")[0]
            if of[0] and of[0] not in indicators:
                found.append(_problem(f"'{head}' names no indicator that is known.", f"Correct '{of[0]}'.", of[0]))
            elif not of[0] and re.fullmatch("[a-z]{2}", head) and head not in languages:
                fault = f"'{head}' is no language of this site."
                found.append(_problem(fault, f"Its languages are {', '.join(languages)}.", head))
            if text.strip():
                said.setdefault(of, set()).add(code)
    for of, codes in said.items():
        lacking = [code for code in languages if code not in codes] if codes and demanded(languages) else []
        for code in lacking:
            place = f"{'/'.join(filter(None, of))} {code}: …".strip()
            fault = f"there is no reason in '{code}'{' for ' + '/'.join(filter(None, of)) if of[0] else ''}."
            found.append(_problem(fault, f"Add --reason '{place}'; it is published.", code, "missing-language"))
    return found


def idle(reasons: Reasons, changed: Collection[tuple[str, str]]) -> list[Problem]:
    """Reasons for an indicator and period of which no value changed.

    Args:
        changed: indicator and period of every value that was there before and changed.
    """
    return [
        _problem(
            f"a reason is given for {'/'.join(filter(None, of))}, of which no published value changed.",
            "Correct the indicator and period, or leave the reason out.",
            "/".join(filter(None, of)),
            "reason-fits-nothing",
        )
        for of in reasons.of
        if of not in changed and not (not of[1] and of[0] in {indicator for indicator, _ in changed})
    ]


def _parts(words: str, languages: Sequence[str], indicators: Collection[str]) -> tuple[tuple[str, str], str, str]:
    """What a reason is of, its language and its text."""
    head, colon, text = words.partition(":")
    of, code, parts = ("", ""), languages[0] if languages else LANGUAGES[0], head.split()
    if colon and parts and parts[-1] in languages:
        code, parts = parts[-1], parts[:-1]
        if not parts:
            return of, code, text
    if colon and len(parts) == 1:
        if named := _OF.fullmatch(parts[0]):
            return (named["indicator"], named["period"]), code, text
        if parts[0] in indicators:
            return (parts[0], ""), code, text
    return of, languages[0] if languages else LANGUAGES[0], words


def _problem(fault: str, remedy: str, subject: str, rule: str = "unknown-reason") -> Problem:
    return Problem(file=_FILE, fault=fault, remedy=remedy, rule=rule, subject=subject)
