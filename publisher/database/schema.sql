-- The database of one edition: the same tables for Datasette, API and pages.
-- No table is STRICT: the file is given away, and many read it with an SQLite before 3.37; the types are checked when
-- it is written. Codes are text, so that 0114 stays 0114. Times: period = what a value describes, recorded = when it became public.
-- Observations and their revisions are made by their schemas: publisher.tables.observed.

CREATE TABLE subjects (
  code TEXT PRIMARY KEY, label_sv TEXT NOT NULL, label_en TEXT NOT NULL, position INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE units (
  code TEXT PRIMARY KEY, label_sv TEXT NOT NULL, label_en TEXT NOT NULL, symbol_sv TEXT NOT NULL, symbol_en TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE sexes (code TEXT PRIMARY KEY, label_sv TEXT NOT NULL, label_en TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE service_areas (code TEXT PRIMARY KEY, label_sv TEXT NOT NULL, label_en TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE statuses (
  code TEXT PRIMARY KEY, label_sv TEXT NOT NULL, label_en TEXT NOT NULL,
  definition_sv TEXT NOT NULL, definition_en TEXT NOT NULL,
  missing INTEGER NOT NULL CHECK (missing IN (0, 1)), sdmx TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE agents (
  key TEXT PRIMARY KEY, name_sv TEXT NOT NULL, name_en TEXT NOT NULL, role_sv TEXT NOT NULL, role_en TEXT NOT NULL,
  homepage TEXT
) WITHOUT ROWID;

-- datasets, indicators and areas keep their rowid: full-text search of Datasette hangs on it.
CREATE TABLE datasets (
  name TEXT PRIMARY KEY, title_sv TEXT NOT NULL, title_en TEXT NOT NULL,
  description_sv TEXT NOT NULL, description_en TEXT NOT NULL,
  version TEXT NOT NULL, issued TEXT NOT NULL, modified TEXT NOT NULL,
  licence TEXT NOT NULL, rights_sv TEXT NOT NULL, rights_en TEXT NOT NULL
);

CREATE TABLE dataset_versions (
  dataset TEXT NOT NULL REFERENCES datasets (name), number TEXT NOT NULL, date TEXT NOT NULL,
  notes_sv TEXT NOT NULL, notes_en TEXT NOT NULL, PRIMARY KEY (dataset, number)
) WITHOUT ROWID;

CREATE TABLE indicators (
  id TEXT PRIMARY KEY, label_sv TEXT NOT NULL, label_en TEXT NOT NULL, official_name TEXT NOT NULL,
  definition_sv TEXT NOT NULL, definition_en TEXT NOT NULL,
  question_sv TEXT, question_en TEXT,
  unit TEXT NOT NULL REFERENCES units (code), value_kind TEXT NOT NULL, direction TEXT NOT NULL,
  respondent_sv TEXT NOT NULL, respondent_en TEXT NOT NULL,
  service_area TEXT NOT NULL REFERENCES service_areas (code), subject TEXT NOT NULL REFERENCES subjects (code),
  publisher TEXT NOT NULL REFERENCES agents (key), dataset TEXT REFERENCES datasets (name),
  first_period TEXT, last_period TEXT, retired TEXT, note_sv TEXT, note_en TEXT
);

CREATE TABLE steps (
  indicator TEXT NOT NULL REFERENCES indicators (id), code INTEGER NOT NULL,
  label_sv TEXT NOT NULL, label_en TEXT NOT NULL, PRIMARY KEY (indicator, code)
) WITHOUT ROWID;

-- Of an indicator whose scale has changed: the steps of versions with another than its latest figures.
CREATE TABLE earlier_steps (
  indicator TEXT NOT NULL, version TEXT NOT NULL, code INTEGER NOT NULL,
  label_sv TEXT NOT NULL, label_en TEXT NOT NULL, PRIMARY KEY (indicator, version, code),
  FOREIGN KEY (indicator, version) REFERENCES definition_versions (indicator, number)
) WITHOUT ROWID;

CREATE TABLE definition_versions (
  indicator TEXT NOT NULL REFERENCES indicators (id), number TEXT NOT NULL,
  valid_from TEXT, valid_to TEXT, comparability TEXT NOT NULL,
  change_sv TEXT NOT NULL, change_en TEXT NOT NULL, reason_sv TEXT NOT NULL, reason_en TEXT NOT NULL, source TEXT,
  PRIMARY KEY (indicator, number)
) WITHOUT ROWID;

CREATE TABLE areas (
  code TEXT PRIMARY KEY, kind TEXT NOT NULL, label_sv TEXT NOT NULL, label_en TEXT NOT NULL, official_name TEXT NOT NULL,
  group_type TEXT, county TEXT REFERENCES areas (code), wikidata TEXT, nuts TEXT
); -- and today's group of a municipality in each division that has a column

CREATE TABLE area_changes (
  area TEXT NOT NULL REFERENCES areas (code), date TEXT NOT NULL, position INTEGER NOT NULL,
  description_sv TEXT NOT NULL, description_en TEXT NOT NULL, comparability TEXT NOT NULL, source TEXT,
  PRIMARY KEY (area, date, position)
) WITHOUT ROWID;

CREATE TABLE memberships (
  group_code TEXT NOT NULL REFERENCES areas (code), area TEXT NOT NULL REFERENCES areas (code),
  valid_from TEXT NOT NULL, valid_to TEXT NOT NULL, -- first and last year; '' when open
  PRIMARY KEY (group_code, area, valid_from)
) WITHOUT ROWID;

CREATE TABLE sources (
  dataset TEXT NOT NULL REFERENCES datasets (name), id TEXT NOT NULL, title TEXT NOT NULL,
  publisher TEXT NOT NULL REFERENCES agents (key),
  url TEXT NOT NULL, retrieved TEXT NOT NULL, sha256 TEXT NOT NULL, note_sv TEXT NOT NULL, note_en TEXT NOT NULL,
  PRIMARY KEY (dataset, id)
) WITHOUT ROWID;

CREATE TABLE notes (
  dataset TEXT NOT NULL REFERENCES datasets (name), id TEXT NOT NULL, note_sv TEXT NOT NULL, note_en TEXT NOT NULL,
  PRIMARY KEY (dataset, id)
) WITHOUT ROWID;

-- Areas, pages, indicators and datasets, for the search on the pages: one row a thing and language.
-- length: different words of the title; first: what sets it before its like.
CREATE TABLE search (
  id INTEGER PRIMARY KEY, kind TEXT NOT NULL, key TEXT NOT NULL, language TEXT NOT NULL,
  title TEXT NOT NULL, folded TEXT NOT NULL, length INTEGER NOT NULL, first REAL NOT NULL
);
-- Stems that lead to a thing (search.id), and how much each tells of it, 0–1.
CREATE TABLE search_words (
  language TEXT NOT NULL, word TEXT NOT NULL, thing INTEGER NOT NULL, weight REAL NOT NULL,
  PRIMARY KEY (language, word, thing)
) WITHOUT ROWID;
-- Words of names, which something misspelt may mean.
CREATE TABLE search_near (id INTEGER PRIMARY KEY, language TEXT NOT NULL, folded TEXT NOT NULL);

CREATE TABLE coverage (
  dataset TEXT NOT NULL REFERENCES datasets (name), indicator TEXT NOT NULL REFERENCES indicators (id),
  period TEXT NOT NULL, areas_expected INTEGER NOT NULL, areas_with_value INTEGER NOT NULL,
  areas_missing INTEGER NOT NULL, areas_suppressed INTEGER NOT NULL,
  PRIMARY KEY (indicator, period)
) WITHOUT ROWID;

-- Which observations there are to ask for: rows per indicator, period, breakdown and kind of area; how many have a
-- value and one that is not whole, and the value farthest from 0. Who begins to serve asks here, not of all rows.
CREATE TABLE availability (
  indicator TEXT NOT NULL REFERENCES indicators (id), period TEXT NOT NULL, sex TEXT NOT NULL REFERENCES sexes (code),
  service_area TEXT NOT NULL REFERENCES service_areas (code), kind TEXT NOT NULL, -- kind of area
  dataset TEXT NOT NULL REFERENCES datasets (name), observations INTEGER NOT NULL,
  with_value INTEGER NOT NULL, fractions INTEGER NOT NULL, largest REAL,
  PRIMARY KEY (indicator, period, sex, service_area, kind)
) WITHOUT ROWID;

-- What changed in tables that are not observations, cell by cell.
CREATE TABLE table_revisions (
  dataset TEXT NOT NULL REFERENCES datasets (name), recorded TEXT NOT NULL, version TEXT NOT NULL,
  "table" TEXT NOT NULL, "key" TEXT NOT NULL, "column" TEXT NOT NULL, kind TEXT NOT NULL, old TEXT, new TEXT,
  reason_sv TEXT NOT NULL, reason_en TEXT NOT NULL,
  PRIMARY KEY (dataset, recorded, version, "table", "key", "column")
) WITHOUT ROWID;
