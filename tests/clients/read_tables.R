# Run by R: Rscript read_tables.R READER EDITION NAME AREA PERIOD prints what a reader in R gives, a line of JSON.
given <- commandArgs(trailingOnly = TRUE)
file <- file.path(given[2], "datapackages", given[3], "observations.csv")
rows <- switch(given[1],
  base = utils::read.csv(file),
  base_as_text = utils::read.csv(file, colClasses = "character"),
  readr = suppressMessages(readr::read_csv(file, progress = FALSE)),
  data.table = as.data.frame(data.table::fread(file)))
code <- function(cells) if (is.numeric(cells)) sprintf("%04d", as.integer(cells)) else as.character(cells)
found <- rows[code(rows$area) == given[4] & substr(as.character(rows$period), 1, 4) == given[5], ][1, ]
shown <- lapply(as.list(found[c("area", "period", "sex", "value", "status")]), function(cell) if (is.na(cell)) NULL else cell)
cat(jsonlite::toJSON(list(rows = nrow(rows), row = shown, keys = ""), auto_unbox = TRUE, null = "null", digits = NA), "\n")
