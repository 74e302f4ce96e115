"""SPARQL's tokens: what a query is looked through for before an engine reads it."""

from __future__ import annotations

import re

#: What may follow the colon of a prefixed name.
_LOCAL = r""":(?:[^\s()\[\]{}<>"',;|^\\#]|\\.)*+"""

#: SPARQL's tokens, each found in one pass: no part of a pattern gives back what it took, and a long text without an
#: end takes the rest of the query. https://www.w3.org/TR/sparql11-query/#sparqlGrammar
TOKENS = re.compile(
    rf"""
      (?P<comment>\#[^\n\r]*+)
    | <[^<>"{{}}|^`\\\x00-\x20]*+>                                  # IRI
    | \"\"\"(?:[^"\\]|\\.?|"(?!""))*+(?:\"\"\"|(?P<open>\Z))
    | \'\'\'(?:[^'\\]|\\.?|'(?!''))*+(?:\'\'\'|(?P<other>\Z))
    | "(?:[^"\\\n\r]|\\[^\n\r])*+"? | '(?:[^'\\\n\r]|\\[^\n\r])*+'?   # texts
    | [?$]\w++ | @[A-Za-z]++(?:-[A-Za-z0-9]++)*+                  # variables, language tags
    | (?P<word>\w[\w.-]*+)(?P<local>{_LOCAL})?+ | {_LOCAL}        # keywords, numbers; prefixed names
    | (?P<mark>\S)
    """,
    re.VERBOSE | re.DOTALL,
)
