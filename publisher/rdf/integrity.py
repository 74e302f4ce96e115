"""The Data Cube's integrity constraints, checked over all observations in columns instead of by SPARQL.

https://www.w3.org/TR/vocab-data-cube/#wf-rules gives IC-1 to IC-21 as queries, of which IC-12 compares every
pair of observations. Here the observations are asked by Arrow; the structure, which does not change with them, is asked
by the tests.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from publisher.errors import Problem
from publisher.model import KEY_COLUMNS
from publisher.vocabulary import Vocabulary


def check_observations(source: Path, vocabulary: Vocabulary, file: str) -> list[Problem]:
    """Broken constraints of a package's observations, a problem a constraint with how many rows break it.

    Args:
        source: ``observations.csv``.
        vocabulary: the code lists.
        file: what to call the file in messages.
    """
    import pyarrow.compute as pc
    from pyarrow import csv

    names = [*KEY_COLUMNS, "value", "status", "source"]
    table = csv.read_csv(
        source,
        convert_options=csv.ConvertOptions(
            column_types=dict.fromkeys(names, "string"), include_columns=names, strings_can_be_null=False
        ),
        parse_options=csv.ParseOptions(newlines_in_values=True),
    )
    missing = [code for code, status in vocabulary.statuses.items() if status.missing]
    has_value = pc.not_equal(table["value"], "")
    is_missing = _among(table["status"], missing)
    codes = {
        "indicator": set(vocabulary.indicators),
        "area": set(vocabulary.areas),
        "service_area": set(vocabulary.concepts.get("service-area", {})),
        "sex": {"T", "F", "M"},
    }
    keys = pc.binary_join_element_wise(*(table[name] for name in KEY_COLUMNS), "\x1f")
    faults = {
        "IC-11": ("leave a dimension empty", _count(_any(pc.equal(table[name], "") for name in KEY_COLUMNS))),
        "IC-12": ("have the same key as another row", table.num_rows - len(pc.unique(keys))),
        "IC-13": ("have no source", _count(pc.equal(table["source"], ""))),
        "IC-14": (
            "have neither a value nor a status that says why, or both",
            _count(pc.equal(has_value, is_missing)),
        ),
        "IC-19": (
            "have a code that is in no code list",
            _count(_any(pc.invert(_among(table[name], known)) for name, known in codes.items())),
        ),
    }
    return [
        Problem(
            file=file,
            fault=f"{count} rows {what} ({name} of the RDF Data Cube Vocabulary).",
            remedy="Correct the rows; 'publisher check' names each.",
            rule=f"cube-{name.lower()}",
        )
        for name, (what, count) in faults.items()
        if count
    ]


def _among(column: Any, known: Iterable[str]) -> Any:
    import pyarrow as pa
    import pyarrow.compute as pc

    return pc.is_in(column, value_set=pa.array(sorted(known), pa.string()))


def _any(columns: Iterable[Any]) -> Any:
    import pyarrow.compute as pc

    result: Any = None
    for column in columns:
        result = column if result is None else pc.or_(result, column)
    return result


def _count(column: Any) -> int:
    import pyarrow.compute as pc

    return int(pc.sum(column).as_py() or 0)
