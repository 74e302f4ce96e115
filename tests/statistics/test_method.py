"""The method page says in both languages what the rules really are."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.statistics.rules import RULES
from publisher.statistics.traits import WEIGHTS

TEXTS = Path(__file__).parents[2] / "publisher" / "web" / "texts"

#: What the page must say of each rule: Swedish, English.
SAID = {
    "tied_share": ("minst {:.0%}", "at least {:.0%}"),
    "lead_rate": ("högst {:.0%}", "at most {:.0%}"),
    "nearly_all": ("minst {:.0%}", "at least {:.0%}"),
    "early_share": ("högst {:.0%}", "at most {:.0%}"),
    "improved_share": ("de {:.0%}", "the {:.0%}"),
    "sign_level": ("tvåsidigt, {:.0%}", "two-sided, {:.0%}"),
    "peers": ("de {} mest liknande", "the {} most similar"),
    "like_start": ("de {} kommuner som började", "the {} municipalities that started"),
    "small_group": ("färre än {} svarande", "Fewer than {} answers"),
}


def pages() -> tuple[str, str]:
    return tuple((TEXTS / f"method.{language}.md").read_text(encoding="utf-8") for language in ("sv", "en"))  # type: ignore[return-value]


@pytest.mark.parametrize("rule", sorted(SAID))
def test_the_page_gives_each_limit_as_the_rules_have_it(rule):
    value = getattr(RULES, rule)
    for page, words, percent in zip(pages(), SAID[rule], (" procent", " percent"), strict=True):
        assert words.format(value).replace("%", percent) in page


def test_the_page_gives_the_usual_weights():
    swedish, english = pages()
    for trait, weight in WEIGHTS.items():
        row = next(line for line in swedish.splitlines() if line.startswith(f"| {trait} |"))
        assert row.endswith(f"| {weight:g} |".replace(".", ","))
        row = next(line for line in english.splitlines() if line.startswith(f"| {trait} |"))
        assert row.endswith(f"| {weight:g} |")


def test_both_languages_have_the_same_sections():
    swedish, english = pages()
    for mark in ("\n## ", "\n- ", "\n| ", "\n1. "):
        assert swedish.count(mark) == english.count(mark)
