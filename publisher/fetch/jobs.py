"""Jobs: what is asked of a fetch, each dataset on its way, and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher import observations, releases, table_revisions
from publisher.declarations import Declaration
from publisher.errors import Problem, Refused
from publisher.model import Catalog, Dataset, Text
from publisher.package import checking, reading, writing
from publisher.package.descriptor import BLOCK, own
from publisher.reasons import Reasons
from publisher.settings import Settings
from publisher.sources import Fetched, Progress, SourceContext
from publisher.tables import dtypes
from publisher.vocabulary import Vocabulary

if TYPE_CHECKING:
    import pandas as pd

#: Reads the sources of a dataset: :func:`publisher.sources.fetch_dataset`, or a test's own.
Bring = Callable[[Mapping[str, Any], SourceContext], Fetched]
#: Asks the publisher why values changed: dataset, counts by kind and languages to a reason in them all, or ``{}``.
Ask = Callable[[str, Mapping[str, int], Sequence[str]], Text]


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What a fetch came to for one dataset."""

    name: str
    version: str
    #: Version before; None: the first publication.
    before: str | None
    #: False: nothing was new, and no byte was changed.
    changed: bool
    #: Revisions of each kind.
    counts: Mapping[str, int] = field(default_factory=dict)
    rows: int = 0
    #: How many rows of other tables were added, changed and removed; {} when none was.
    tables: Text = field(default_factory=dict)
    #: What that means, recipient by recipient of a grant.
    told: Sequence[Text] = ()
    #: Values that changed though neither source nor publisher says why.
    unexplained: int = 0
    notes: Sequence[Problem] = ()


@dataclass(frozen=True, kw_only=True)
class Order:
    """What is asked of a fetch, the same for every dataset."""

    settings: Settings
    words: Vocabulary
    catalog: Catalog
    today: str
    reasons: Reasons
    accept: frozenset[str]
    now: datetime | None
    ask: Ask
    progress: Progress
    bring: Bring


@dataclass(kw_only=True)
class Job:
    """One dataset on its way."""

    one: Declaration
    name: str
    before: Dataset | None = None
    units: Mapping[str, Sequence[str]] = field(default_factory=dict)
    standing: dict[str, pd.DataFrame] = field(default_factory=dict)
    fetched: Fetched | None = None
    problems: list[Problem] = field(default_factory=list)
    frames: dict[str, pd.DataFrame] = field(default_factory=dict)
    revisions: pd.DataFrame | None = None
    draft: writing.Draft | None = None
    outcome: Outcome | None = None
    #: Tables as bytes, once they are final.
    written: dict[str, bytes] = field(default_factory=dict)

    def day(self, order: Order) -> str:
        """The day that its next version is dated: that on which it becomes public."""
        return max(order.today, releases.day(str(self.one.values.get("release") or "")))

    @staticmethod
    def rows(frames: Mapping[str, pd.DataFrame]) -> dict[str, list[dict[str, Any]]]:
        """The tables of a package beside its observations, as rows."""
        return {name: list(frames[name].to_dict("records")) for name in table_revisions.watched(frames)}


def cache_of(settings: Settings, name: str) -> Path:
    """Where finished answers of an interrupted fetch wait."""
    return settings.build / "fetch" / name


def job_of(packages: Path, name: str, one: Declaration) -> Job:
    """A dataset with what stands of it.

    Raises:
        Refused: the package is not as the last fetch wrote it.
    """
    job, home = Job(one=one, name=name), packages / name
    if (home / reading.DESCRIPTOR).is_file():
        job.before = reading.load_dataset(home)
        data, problems = checking.standing(home, job.before)
        if problems:
            raise Refused(problems)
        job.units = own(reading.read_descriptor(home)).get(BLOCK, {}).get("units", {})
        job.standing = {t.name: observations.read_csv(data[t.name], dtypes(t.columns)) for t in job.before.tables}
    return job
