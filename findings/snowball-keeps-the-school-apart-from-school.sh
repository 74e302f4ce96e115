#!/usr/bin/env bash
# snowballstemmer 3.1.1 (Python 3.11).
#
# A search with Snowball's Swedish stemmer finds "kommunen" (the municipality) by "kommun", and "skolorna" (the schools) by
# "skola". It does not find "skolan" (the school) by "skola", nor "hälsan" by "hälsa": "-en" and "-orna" are endings that it
# takes off; "-an", the definite form of common-gender nouns in -a, is not among them, though the -a of the other form is
# taken. So both plural forms meet the indefinite singular and the definite singular meets none. "bredbandet" (the
# broadband) loses "-andet", an ending of verbal nouns, and has no stem in common with "bredband". What stands in the first
# three letters is never an ending: "år" and "året", the year, are two words.
#
# Seen:
#   one stem:  kommun kommunen kommuner kommunerna kommuns
#   two stems: skola skolor skolorna | skolan
#   two stems: hälsa hälsor hälsorna | hälsan
#   two stems: bredband | bredbandet
#   two stems: år | året
# Exits with 1 when any of this is no longer so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q snowballstemmer==3.1.1
cat > "$work/stem.py" <<'PY'
import snowballstemmer

WORDS = [
    "kommun kommunen kommuner kommunerna kommuns",
    "skola skolor skolorna skolan",
    "hälsa hälsor hälsorna hälsan",
    "bredband bredbandet",
    "år året",
]
stemmer = snowballstemmer.stemmer("swedish")
found = []
for words in WORDS:
    groups: dict[str, list[str]] = {}
    for word in words.split():
        groups.setdefault(stemmer.stemWord(word), []).append(word)
    found.append(" | ".join(" ".join(group) for group in groups.values()))
    print("one stem: " if len(groups) == 1 else "two stems:", found[-1])
wanted = [
    "kommun kommunen kommuner kommunerna kommuns",
    "skola skolor skolorna | skolan",
    "hälsa hälsor hälsorna | hälsan",
    "bredband | bredbandet",
    "år | året",
]
raise SystemExit(0 if found == wanted else 1)
PY
PYTHONIOENCODING=utf-8 "$work/venv/bin/python" "$work/stem.py"
