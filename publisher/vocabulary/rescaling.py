"""Rescaling: what to write when an indicator's values of a period are off its scale, as Turtle to paste.

Texts that a person must write stand as ``…``, which the vocabulary refuses.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from publisher.model import LANGUAGES, Indicator, Period, ValueKind

#: A greater code than this is no step of a scale.
_MOST_STEPS = 20
_STEPPED = (ValueKind.BOOLEAN, ValueKind.CONDITIONAL, ValueKind.ORDINAL)


def asked(indicator: Indicator, period: str, values: Iterable[float], languages: Sequence[str] = LANGUAGES) -> str:
    """A sentence that begins "the scale has changed", and the blocks for it.

    Args:
        period: the first with values off the scale.
        values: all of the indicator's values of that period.
        languages: those that texts are to be given in.
    """
    start, found = Period.parse(period).start, sorted(set(values))
    name = f"scale-{indicator.id.lower()}-{period.lower()}"
    counted, steps = _counted(indicator, name, found, languages)
    version = indicator.version(period)
    if version is not None and version.begins == start:
        return (
            f"the scale has changed, write in vocab/indicators.ttl, in the block of version:{indicator.id}."
            f"{version.number}, with concept:comparability.none:\n    {counted} ;\n{steps}"
        )
    number = str(len(indicator.versions) + 1)
    before = f"version:{indicator.id}.{version.number if version else 1}"
    last = (date.fromisoformat(start) - timedelta(days=1)).isoformat()
    until = ""
    if version is not None and version.valid_to:
        until = f' ; dcat:endDate "{Period.parse(version.valid_to).end}"^^xsd:date'
    texts = _texts(languages)
    return (
        f"the scale has changed, write a version of {indicator.id} in vocab/indicators.ttl (docs/next-year.md): add "
        f"version:{indicator.id}.{number} to its dcterms:hasVersion, let {before} end with "
        f'dcat:endDate "{last}"^^xsd:date, and paste, with your words for each …:\n'
        f"version:{indicator.id}.{number} a term:DefinitionVersion ;\n"
        f'    dcterms:isVersionOf indicator:{indicator.id} ; dcat:version "{number}" ;\n'
        f'    dcat:startDate "{start}"^^xsd:date{until} ;\n'
        f"    skos:changeNote {texts} ;\n"
        f"    term:reason {texts} ;\n"
        f"    dcterms:source <https://…> ;\n"
        f"    term:comparability concept:comparability.none ;\n"
        f"    {counted} .\n{steps}"
    )


def _counted(indicator: Indicator, name: str, values: Sequence[float], languages: Sequence[str]) -> tuple[str, str]:
    """What is said of the version's scale, and the blocks of its steps."""
    texts = _texts(languages)
    if indicator.value_kind not in _STEPPED:
        low, high = min(values, default=0.0), max(values, default=0.0)
        return f"term:unit concept:unit.{indicator.unit} ; term:minimum {min(low, 0):g} ; term:maximum {high:g}", ""
    if not all(value.is_integer() and 0 <= value <= _MOST_STEPS for value in values):
        share = all(0 <= value <= 100 for value in values)
        kind, unit = ("percent", "percent") if share else ("count", "…")
        limits = "term:minimum 0 ; term:maximum 100" if share else "term:minimum 0"
        return f"term:valueKind concept:value-kind.{kind} ; term:unit concept:unit.{unit} ; {limits}", ""
    codes = range(int(min(values, default=0)), int(max(values, default=1)) + 1)
    top = ", ".join(f"concept:{name}.{code}" for code in codes)
    blocks = [f"scheme:{name} a skos:ConceptScheme ; skos:prefLabel {texts} ; skos:definition {texts} ;\n"
              f"    skos:hasTopConcept {top} ."]  # fmt: skip
    blocks += [
        f"concept:{name}.{code} a skos:Concept ; skos:inScheme scheme:{name} ; skos:topConceptOf scheme:{name} ;\n"
        f'    skos:notation "{code}" ; skos:prefLabel {texts} .'
        for code in codes
    ]
    return f"term:scale scheme:{name}", "\n".join(blocks)


def _texts(languages: Sequence[str]) -> str:
    return ", ".join(f'"…"@{language}' for language in languages)
