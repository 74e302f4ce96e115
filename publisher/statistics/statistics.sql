-- What the statistics say of one edition, computed at build by publisher/statistics/tables.py.
-- Shares and probabilities: percent 0–100 in columns named share, low, high; 0–1 in column probability.

CREATE TABLE rankings ( -- where each municipality stands; no rows where a rank would mislead (see ranking_refusals)
  indicator TEXT NOT NULL REFERENCES indicators (id), period TEXT NOT NULL, area TEXT NOT NULL REFERENCES areas (code),
  value REAL NOT NULL,
  rank_low INTEGER NOT NULL, rank_high INTEGER NOT NULL, -- best and worst rank that ties allow
  band_low INTEGER NOT NULL, band_high INTEGER NOT NULL, -- the same when values too close to be told apart count as ties
  worst INTEGER NOT NULL, -- worst rank if all that are missing stood before it
  tied INTEGER NOT NULL, -- how many have this value, itself included
  further INTEGER NOT NULL, -- how many have come further
  ranked INTEGER NOT NULL, asked INTEGER NOT NULL,
  PRIMARY KEY (indicator, period, area)
) WITHOUT ROWID;

CREATE INDEX rankings_by_area ON rankings (area, indicator, period);

CREATE TABLE ranking_refusals ( -- why there is no ranking
  indicator TEXT NOT NULL REFERENCES indicators (id), period TEXT NOT NULL, code TEXT NOT NULL,
  reason_sv TEXT NOT NULL, reason_en TEXT NOT NULL, PRIMARY KEY (indicator, period)
) WITHOUT ROWID;

CREATE TABLE aggregates ( -- what counties, groups and the nation say together, each value kind by its own arithmetic
  indicator TEXT NOT NULL REFERENCES indicators (id), period TEXT NOT NULL, area TEXT NOT NULL REFERENCES areas (code),
  step INTEGER NOT NULL, -- code of the step; -1 for the figure as a whole
  method TEXT NOT NULL CHECK (method IN ('shares', 'ratio-of-sums', 'median', 'sum', 'none')),
  value REAL, -- percent on the step; median, sum or ratio in the unit of the indicator
  count INTEGER, -- municipalities on the step
  low REAL, high REAL, -- what the value could have been, had those missing answered; NULL where nothing limits it
  first_quartile REAL, third_quartile REAL, minimum REAL, maximum REAL,
  n INTEGER NOT NULL, asked INTEGER NOT NULL, membership TEXT NOT NULL CHECK (membership IN ('period', 'today')),
  PRIMARY KEY (indicator, period, area, step)
) WITHOUT ROWID;

CREATE INDEX aggregates_by_area ON aggregates (area, indicator, period, step);

CREATE TABLE published_beside ( -- the source's own figure for an area of municipalities beside the computed one
  indicator TEXT NOT NULL REFERENCES indicators (id), period TEXT NOT NULL, area TEXT NOT NULL REFERENCES areas (code),
  published_as TEXT NOT NULL REFERENCES indicators (id), published REAL NOT NULL, status TEXT REFERENCES statuses (code),
  computed REAL, difference REAL, explanation_sv TEXT NOT NULL, explanation_en TEXT NOT NULL,
  PRIMARY KEY (indicator, period, area)
) WITHOUT ROWID;

CREATE TABLE traits ( -- what municipalities are likened by
  area TEXT NOT NULL REFERENCES areas (code), trait TEXT NOT NULL,
  value REAL, code TEXT REFERENCES areas (code), -- a number, or a group or county
  standardised REAL, PRIMARY KEY (area, trait)
) WITHOUT ROWID;

CREATE TABLE similar ( -- the most similar municipalities by the usual weights
  area TEXT NOT NULL REFERENCES areas (code), position INTEGER NOT NULL, other TEXT NOT NULL REFERENCES areas (code),
  distance REAL NOT NULL, reasons_sv TEXT NOT NULL, reasons_en TEXT NOT NULL,
  against_sv TEXT NOT NULL, against_en TEXT NOT NULL, PRIMARY KEY (area, position)
) WITHOUT ROWID;

CREATE TABLE movements ( -- the latest change of each figure, where the definition and the area allow the comparison
  indicator TEXT NOT NULL REFERENCES indicators (id), area TEXT NOT NULL REFERENCES areas (code),
  earlier TEXT NOT NULL, later TEXT NOT NULL, old REAL, new REAL,
  move TEXT NOT NULL CHECK (move IN ('up', 'held', 'down', 'more', 'less', 'unknown', 'broken')),
  difference REAL, comparability TEXT NOT NULL, reason_sv TEXT NOT NULL, reason_en TEXT NOT NULL,
  PRIMARY KEY (indicator, area)
) WITHOUT ROWID;

CREATE INDEX movements_by_area ON movements (area, indicator);

CREATE TABLE leads ( -- what is unusual in a municipality, screened against chance
  area TEXT NOT NULL REFERENCES areas (code), position INTEGER NOT NULL,
  tier TEXT NOT NULL CHECK (tier IN ('fact', 'screened', 'chance')), kind TEXT NOT NULL, side TEXT NOT NULL,
  subject TEXT NOT NULL, period TEXT NOT NULL, probability REAL,
  sentence_sv TEXT NOT NULL, sentence_en TEXT NOT NULL, grounds_sv TEXT NOT NULL, grounds_en TEXT NOT NULL,
  caveat_sv TEXT NOT NULL, caveat_en TEXT NOT NULL, PRIMARY KEY (area, position)
) WITHOUT ROWID;

CREATE TABLE examples ( -- municipalities others may learn from, found by rule
  indicator TEXT NOT NULL REFERENCES indicators (id), kind TEXT NOT NULL, area TEXT NOT NULL REFERENCES areas (code),
  first TEXT NOT NULL, last TEXT NOT NULL, old REAL NOT NULL, new REAL NOT NULL,
  text_sv TEXT NOT NULL, text_en TEXT NOT NULL, caveat_sv TEXT NOT NULL, caveat_en TEXT NOT NULL,
  without_sv TEXT NOT NULL, without_en TEXT NOT NULL, -- who is like it and has not come as far
  ask INTEGER, -- its place, from 1, among the few to ask first: like most of those that have not come as far
  PRIMARY KEY (indicator, kind, area)
) WITHOUT ROWID;

CREATE INDEX examples_by_area ON examples (area, indicator);

CREATE TABLE analyses ( -- the generated analysis of each municipality, county and the nation, paragraph by paragraph
  area TEXT NOT NULL REFERENCES areas (code), position INTEGER NOT NULL, section TEXT NOT NULL,
  heading_sv TEXT NOT NULL, heading_en TEXT NOT NULL, text_sv TEXT NOT NULL, text_en TEXT NOT NULL,
  PRIMARY KEY (area, position)
) WITHOUT ROWID;
