SELECT title_sv, version, modified FROM datasets WHERE modified >= '2026-01-01' ORDER BY title_sv
