"""What an indicator's name gives away of kind, unit, scale and end: rules by words, each told with what it gave."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from publisher import folding
from publisher.model import Concept, ValueKind
from publisher.vocabulary.proposed.nouns import Proposed

#: The same names of units, scales and subjects are looked at for each of thousands of indicators.
folded = cache(folding.folded)

Concepts = Mapping[str, Mapping[str, Concept]]

#: "(-2022)" at the end of a name: Kolada's way to say that a series has ended.
_ENDED = re.compile(r"\s*\(-\s?(?P<year>(?:19|20)\d\d)\)\s*$")
#: A list of steps: two or more of "Ja=1" or "1=vänster".
_STEP = re.compile(r"(?P<before>[^,;()=]+?)\s*=\s*(?P<after>[^,;()=]+)")
#: A share that may be below 0 or over 100 is none that the vocabulary knows as a percentage.
_UNBOUNDED = re.compile(
    r"förändring|utveckling|avvik|tillväxt|avkastning|soliditet|resultat|självfinansiering|change|growth|deviation|"
    r"return|muutos|kasvu"
)
_PERCENT = re.compile(r"%|\bandel|\bprocent|\bper ?cent|\bshare\b|\bprosent|\bosuus|\bandelen")
_PER = re.compile(r"/|\bper\b")
_MONEY = re.compile(r"^(?P<many>t|mn?)?(?P<currency>kr|sek|eur|euro|nok|dkk|kronor)\b")
_COUNT = re.compile(r"\bantal\b|\bnumber of\b|\blukumäärä|\bmäärä\b|\bantall\b|^(persons|personer|henkilöä|st)$")
_MEAN = re.compile(r"genomsnitt|medel|median|index|kvot|balanstal|poäng|average|mean|ratio|score|keskiarvo")
#: Units of what is measured, as they stand alone.
_MEASURED = re.compile(
    r"^([kmg]?wh?|kg|gram|ton|km|meter|hektar|kvadratkilometer|kvadratmeter|km²|m²|years?|år|months?|månader|days?|dagar|"
    r"hours?|timmar|minutes?|minuter|promille|procentenheter|percentage points|miljoner kronor)$"
)
_CURRENCIES = {"kr": "sek", "kronor": "sek", "euro": "eur"}


def guess(one: Proposed, known: Concepts, unit: str = "") -> None:
    """Add what name and unit give away.

    Args:
        one: is added to.
        known: code lists of the site, for its units and scales.
        unit: the source's own word for the unit; '': it stands in the name, after the last comma.
    """
    name = one.values["official_name"]
    if ended := _ENDED.search(name):
        one.guess("retired", f"{ended['year']}-12-31", f"the name ends in “{ended[0].strip()}”")
        name = name[: ended.start()]
    if steps := _steps(name):
        _scale(one, steps, known)
        return
    words = (unit or name.rpartition(",")[2]).strip(" .").lower()
    whole = f"{name} {unit}".lower()
    if money := _MONEY.search(words):
        currency = _CURRENCIES.get(money["currency"], money["currency"])
        if _PER.search(words):
            _kind(one, ValueKind.RATIO, f"“{words}” is money per something")
            _unit(one, words, known)
        else:
            _kind(one, ValueKind.AMOUNT, f"the unit is “{words}”")
            many = {"t": " thousands", "m": " millions", "mn": " millions"}.get(money["many"] or "", "")
            one.guess("unit", currency, f"the unit is “{words}”" + (f": the source gives{many}" if many else ""))
    elif _PERCENT.search(words) or (not unit and re.search(r"\(%\)", whole)):
        if _UNBOUNDED.search(whole):
            return
        _kind(one, ValueKind.PERCENT, f"“{words}” is a share")
        one.guess("unit", "percent", f"“{words}” is a share")
        one.guess("minimum", "0", "a share")
        one.guess("maximum", "100", "a share")
    elif _COUNT.search(words):
        kind = ValueKind.RATIO if _PER.search(words) else ValueKind.COUNT
        _kind(one, kind, f"the unit is “{words}”")
        one.guess("minimum", "0", "a number of something")
        _unit(one, words, known) if kind is ValueKind.RATIO or words not in ("antal", "number of") else one.guess(
            "unit", "count", f"the unit is “{words}”"
        )
    elif _MEAN.search(words):
        _kind(one, ValueKind.RATIO, f"“{words}” is worked out")
        _unit(one, words, known, new=bool(unit))
    elif _PER.search(words) and (unit or "," in name):
        _kind(one, ValueKind.RATIO, f"“{words}” is something per something")
        _unit(one, words, known)
    elif unit or _MEASURED.search(words):
        _unit(one, words, known)


def _kind(one: Proposed, kind: ValueKind, why: str) -> None:
    one.guess("value_kind", kind.value, why)


def _unit(one: Proposed, words: str, known: Concepts, *, new: bool = True) -> None:
    """The site's unit of that name or sign, else a code for one that is to be described, where that may be."""
    wanted = folded(words)
    for code, unit in known.get("unit", {}).items():
        if wanted and wanted in {folded(text) for text in (code, *unit.label.values(), *unit.symbol.values())}:
            one.guess("unit", code, f"“{words}” is its name")
            return
    if new and wanted and len(wanted) <= 40:
        one.guess("unit", wanted.replace(" ", "-"), f"“{words}” stands there, and terms.ttl has no such unit")


def _steps(name: str) -> dict[int, str]:
    """Code to label of the steps that a name lists; {} when it lists none."""
    found = {}
    for match in _STEP.finditer(name):
        before, after = match["before"].strip(), match["after"].strip()
        code, label = (after, before) if re.fullmatch(r"\d+", after) else (before, after)
        if not re.fullmatch(r"\d+", code):
            return {}
        found[int(code)] = label
    return found if len(found) > 1 else {}


def _scale(one: Proposed, steps: Mapping[int, str], known: Concepts) -> None:
    told = ", ".join(f"{code} {label}" for code, label in sorted(steps.items()))
    yes_no = {code: folded(label) for code, label in steps.items()} in _YES_NO
    _kind(one, ValueKind.BOOLEAN if yes_no else ValueKind.ORDINAL, f"the name lists {told}")
    one.guess("unit", "yes-no" if yes_no else "step", f"the name lists {told}")
    if yes_no:
        one.guess("scale", "scale-ja-nej", f"the name lists {told}")
        return
    for scheme, codes in known.items():
        if scheme.startswith("scale-") and _likes(steps, codes):
            one.guess("scale", scheme, f"its steps are those that the name lists, {told}")
            return


_YES_NO: Sequence[Mapping[int, str]] = ({1: "ja", 0: "nej"}, {1: "yes", 0: "no"}, {1: "kylla", 0: "ei"})


def _likes(steps: Mapping[int, str], codes: Mapping[str, Concept]) -> bool:
    """Whether a scale has these codes, and each step a label that holds the other or is held by it."""
    if {str(code) for code in steps} != set(codes):
        return False
    for code, label in steps.items():
        said = folded(label)
        labels = [folded(text) for text in codes[str(code)].label.values()]
        if not any(said in other or other in said for other in labels):
            return False
    return True
