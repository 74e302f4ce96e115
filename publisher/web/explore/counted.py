"""Facets of all observations: of millions they are asked of ``availability``, where the build has counted them.

A facet of a selection is counted by SQLite, as any other: an index leads to it. Of everything it would read everything,
half a second to two at seven million observations, and be given up as taking too long.
"""

from __future__ import annotations

from typing import Any

from datasette import facets

#: The table whose rows ``availability`` counts, and what it counts them by.
TABLE, COLUMNS = "observations", ("indicator", "period", "sex", "service_area", "dataset")
_COUNTED = "select * from availability"


class Counted(facets.ColumnFacet):  # type: ignore[misc]
    """A facet by the values of a column."""

    async def facet_results(self) -> tuple[list[dict[str, Any]], list[str]]:
        """The values that are most frequent with their counts, and the columns whose counting was given up."""
        if self.table != TABLE or " where " in self.sql:
            return await super().facet_results()  # type: ignore[no-any-return]
        found, late = list[dict[str, Any]](), list[str]()
        for config in self.get_configs():  # one at a time, so that they stay in the order asked for
            column = config["config"].get("column") or config["config"].get("simple")
            counted = column in COLUMNS
            datasette, sql = (_Summing(self.ds), _COUNTED) if counted else (self.ds, self.sql)
            facet = facets.ColumnFacet(datasette, self.request, self.database, sql, self.table, [], self.metadata)
            facet.get_configs = lambda config=config: [config]
            one, given_up = await facet.facet_results()
            found += one
            late += given_up
        return found, late


class _Summing:
    """Datasette, asked for the counts of counts."""

    def __init__(self, datasette: Any) -> None:
        self._datasette = datasette

    def __getattr__(self, name: str) -> Any:
        return getattr(self._datasette, name)

    async def execute(self, database: str, sql: str, *bound: Any, **bounds: Any) -> Any:
        summed = sql.replace("count(*)", "sum(observations)", 1)
        return await self._datasette.execute(database, summed, *bound, **bounds)
