"""The rules of the gate by name: what ``[rule-name]`` at the end of a message stands for.

Three kinds. *Errors* stop everything until they are corrected. *Warnings* are suspicious but possible: the publisher
accepts them in writing, in ``dataset.yaml``, and the acceptance is published with the data. *Held* rules stop a single
``fetch`` whose result differs from what was published in a way that may be an accident; they are accepted for that
fetch with ``--accept`` and a reason, or in ``dataset.yaml``.
"""

from __future__ import annotations

from collections.abc import Mapping

#: Rules that a publisher may accept in writing in dataset.yaml.
WARNINGS: Mapping[str, str] = {
    "condition-without-evidence": "A grant's report answers a condition without saying what shows it.",
    "coverage": "Fewer municipalities than expected have a row for an indicator and period.",
    "fell-to-zero": "A count fell to 0 in a few areas while others did not.",
    "jump": "A value moved far more since the period before than the median area did.",
    "note-fits-nothing": "A pattern under attach: fits no row.",
    "part-over-whole": "A numerator is larger than its denominator.",
    "parts-of-one": "No percentage of an indicator is above 1: they may be parts of one.",
    "percent-differs": "A percentage is not what its numerator and denominator make.",
    "parts-and-total": "Parts do not sum to their total, or a total lies outside its parts.",
    "report-late": "A grant's report came after its last day.",
    "scale-turned": "More than half of the areas moved the whole scale in one direction.",
    "unit-in-doubt": "Values are about a hundredth, a thousandth or a tenth of those of the period before, or as many "
    "times more, area by area.",
}

#: Warnings that only a fetch can find: they are about what a source says and the package does not.
AT_FETCH = frozenset({"condition-without-evidence", "note-fits-nothing", "report-late"})

#: Rules that hold a fetch back until they are accepted for that fetch.
HELD: Mapping[str, str] = {
    "older-than-last": "The snapshot is older than the last one published.",
    "indicator-vanished": "Every row of an indicator is gone from the source.",
    "areas-vanished": "Half of an indicator's areas, or more, are gone from the source.",
    "period-vanished": "A whole period of an indicator is gone from the source.",
    "value-and-missing-status": "The source gives a value and a status that says there is none; accepted, the status "
    "stands and the value is not published.",
    "new-definition": "The first values under a version of the definition that is not plainly comparable with the one "
    "before.",
    "unit-changed": "An indicator's unit or value kind is another than when it was published, or all its values, "
    "or those of a period, changed by one factor.",
    "columns-changed": "A table has other columns than the version before.",
    "licence-changed": "The licence is another than that of the version before.",
}

#: Rules that stop everything until they are corrected.
ERRORS: Mapping[str, str] = {
    "area-kind": "An area is of a kind that dataset.yaml does not name.",
    "bad-address": "An address is not an absolute http(s) address.",
    "bad-descriptor": "datapackage.json is refused by frictionless.",
    "bad-id": "The id of a dataset is not a lowercase UUID.",
    "bad-period": "A period is not in the calendar.",
    "byte-order-mark": "A file begins with a byte order mark.",
    "duplicate-key": "Two rows have the same key.",
    "file-changed": "A file is not the one that fetch wrote: bytes or checksum differ from datapackage.json.",
    "file-empty": "A file is empty.",
    "half-published": "A fetch was ended while it put packages in place.",
    "file-unreadable": "A folder or a link stands where a file is expected.",
    "file-missing": "A file is not there.",
    "id-changed": "A dataset or indicator has another id than when it was first published.",
    "id-used-twice": "Two datasets have the same id.",
    "id-vanished": "An indicator or dataset that was published is no longer known.",
    "indicator-in-two-datasets": "An indicator is listed by two datasets.",
    "indicator-not-declared": "A row is about an indicator that dataset.yaml does not list.",
    "key-twice": "A field or code stands twice in a YAML file.",
    "missing-field": "A field of a YAML file is missing.",
    "missing-language": "A text is missing in Swedish or English.",
    "note-contradicts-value": "A note says otherwise than a value it hangs on.",
    "not-a-step": "A value is not a step of the indicator's scale.",
    "not-csv": "A file cannot be read as CSV.",
    "not-in-list": "A cell is not in the code list of its column.",
    "not-po": "A line of a catalogue of texts is none, or cannot be filled in as its English can.",
    "not-utf8": "A file is not UTF-8.",
    "not-whole": "A count or amount is not a whole number.",
    "out-of-range": "A value is outside the range of its column or indicator.",
    "pattern": "A cell is not written as its column says.",
    "ragged-row": "A row has more or fewer cells than the header.",
    "release-past": "A release time is past already as the version that it is for is fetched.",
    "releases-differ": "Datasets wait for release times that differ, and an edition is released whole.",
    "required": "A cell that must be filled is empty.",
    "revisions-disagree": "The last revision of a row says something else than the row.",
    "slow-pattern": "A pattern takes longer than its time.",
    "stale-descriptor": "dataset.yaml, catalog.yaml or vocab/ was edited after the last fetch.",
    "sum-differs": "Amounts in a grant's report do not sum.",
    "unknown-agent": "An agent is not in catalog.yaml.",
    "unknown-area": "An area is not in vocab/areas.ttl.",
    "unknown-area-kind": "A kind of area is not known.",
    "unknown-field": "A field of a YAML file is not known.",
    "unknown-frequency": "A frequency is not in the EU's list.",
    "unknown-indicator": "An indicator is not in vocab/indicators.ttl.",
    "unknown-licence": "A licence is not in catalog.yaml.",
    "unknown-note": "A note is not among the notes.",
    "unknown-reference": "A foreign key points at nothing.",
    "unknown-rule": "An acceptance names a rule that cannot be accepted.",
    "unknown-door": "A door under doors: of catalog.yaml is none that there is.",
    "unknown-room": "A room under rooms: of catalog.yaml is none that there is.",
    "unknown-series": "A series is not in catalog.yaml.",
    "unknown-service-area": "A service area is not in vocab/terms.ttl.",
    "unknown-status": "A status is not in vocab/terms.ttl.",
    "unknown-table": "A table is not known.",
    "unknown-theme": "A theme is not in the EU's list.",
    "value-without-reason": "There is neither a value nor a status that says why.",
    "wrong-columns": "The header is not that of the table.",
    "wrong-shape": "A field of a YAML file has the wrong shape.",
    "wrong-type": "A cell is not of its column's type.",
    "yaml-unreadable": "A file is not YAML.",
}

#: What is worth knowing and stops nothing.
NOTES: Mapping[str, str] = {
    "acceptance-fits-nothing": "An acceptance in dataset.yaml is no longer needed.",
    "language-lacking": "A language of the site lacks texts, which are told in another.",
    "not-read": "Something is among the packages that nobody reads, or a file may have been cut.",
    "room-closed": "A dataset belongs to a room that catalog.yaml does not open, and is left out.",
    "not-fetched": "A dataset.yaml is there, but nothing has been fetched yet.",
}

#: Rules that can stand under ``accepted:`` in dataset.yaml.
ACCEPTABLE = frozenset(WARNINGS) | frozenset(HELD)
