"""Identifiers that others keep, their form and check digits: DOI of a dataset, ROR of an organisation, ORCID."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from publisher.declarations import Place

#: Digits of Crockford's base 32, in which a ROR is written.
_BASE_32 = "0123456789abcdefghjkmnpqrstvwxyz"


class Faults(Protocol):
    """Something that notes what is wrong with a field."""

    def fault(self, place: Place, rule: str, fault: str, remedy: str) -> None: ...


def look(faults: Faults, values: Mapping[str, Any], place: Place, *names: str) -> None:
    """Note every identifier among some fields that is none."""
    for name in names:
        value = values.get(name)
        if value is None:
            continue
        right, example = _KINDS[name]
        if not isinstance(value, str) or (why := right(value)):
            found = _TAIL[name].search(str(value))
            near = found and _HEAD[name] + _CASE[name](found[0])
            remedy = f"Write {near if near and not right(near) else example}."
            told = why if isinstance(value, str) else "is no text"
            faults.fault((*place, name), "bad-id", f"'{value}' {told}.", remedy)


def _doi(value: str) -> str:
    """Why a text is no DOI, '' when it is one. https://www.doi.org/doi-handbook/"""
    # as CITATION.cff wants it, which is stricter than the handbook
    return (
        ""
        if re.fullmatch(r"10\.\d{4,9}(\.\d+)?/[A-Za-z0-9:/_;\-.()\[\]\\]+", value)
        else "is not a DOI as it is written here"
    )


def _ror(value: str) -> str:
    """Why a text is no ROR: its last digits are 98 - n mod 97. https://ror.readme.io/docs/ror-identifier-pattern"""
    if not re.fullmatch(r"https://ror\.org/0[0-9a-hj-km-np-tv-z]{6}[0-9]{2}", value):
        return "is not a ROR as it is written here"
    number = 0
    for sign in value[-9:-2]:
        number = 32 * number + _BASE_32.index(sign)
    return "" if 98 - number * 100 % 97 == int(value[-2:]) else "is not a ROR: its check digits are others"


def _orcid(value: str) -> str:
    """Why a text is no ORCID. https://support.orcid.org/hc/articles/360006897674: ISO 7064 MOD 11-2."""
    if not re.fullmatch(r"https://orcid\.org/(\d{4}-){3}\d{3}[\dX]", value):
        return "is not an ORCID as it is written here"
    digits, total = value[-19:].replace("-", ""), 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2
    return "" if "0123456789X"[(12 - total % 11) % 11] == digits[-1] else "is not an ORCID: its check digit is another"


#: What makes each right, and one to follow.
_KINDS: Mapping[str, tuple[Callable[[str], str], str]] = {
    "doi": (_doi, "10.5281/zenodo.1234567, without https://doi.org/ before it"),
    "ror": (_ror, "https://ror.org/ and its nine signs, as ror.org shows it"),
    "orcid": (_orcid, "https://orcid.org/ and its sixteen digits, as orcid.org shows it"),
}
#: What of another spelling is the identifier itself, and what belongs before it.
_TAIL = {
    "doi": re.compile(r"10\.\d{4,9}/\S+"),
    "ror": re.compile(r"0[0-9A-Za-z]{6}[0-9]{2}$"),
    "orcid": re.compile(r"(\d{4}-){3}\d{3}[\dXx]$"),
}
_HEAD = {"doi": "", "ror": "https://ror.org/", "orcid": "https://orcid.org/"}
_CASE: Mapping[str, Callable[[str], str]] = {"doi": str, "ror": str.lower, "orcid": str.upper}
