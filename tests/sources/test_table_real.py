"""Files as agencies really send them, read by declarations of at most 25 lines; counts made independently."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from specimen import DECLARATIONS
from worlds import some

from publisher import declarations
from publisher.errors import Severity
from publisher.sources import Fetched, table

pytestmark = pytest.mark.shared


@pytest.fixture
def read(shared: Path, context) -> Callable[[str], Fetched]:
    """Reads the file a declaration of the folder ``declarations`` names."""

    def fetch(name: str) -> Fetched:
        declared = declarations.read(DECLARATIONS / f"{name}.yaml").values
        fetched = table.fetch(declared, context(input=shared / "data"))
        assert [] == [str(p) for p in fetched.problems if p.severity is not Severity.NOTE]
        return fetched

    return fetch


def test_every_declaration_has_at_most_25_lines():
    lengths = {path.stem: len(path.read_text(encoding="utf-8").splitlines()) for path in DECLARATIONS.glob("*.yaml")}
    assert 20 <= len(lengths)
    assert {} == {name: length for name, length in lengths.items() if length > 25}


def value(fetched: Fetched, **key: str) -> float | None:
    [row] = [row for row in fetched.observations if all(row[column] == code for column, code in key.items())]
    return row["value"]


def by_area(fetched: Fetched, indicator: str) -> dict[str, float | None]:
    return {row["area"]: row["value"] for row in fetched.observations if row["indicator"] == indicator}


def cells(path: Path, sheet: str | None = None) -> list[tuple[object, ...]]:
    """All rows of a sheet as openpyxl sees them, which the source does not use."""
    workbook = openpyxl.load_workbook(path, data_only=True)
    return list((workbook[sheet] if sheet else workbook.active).iter_rows(values_only=True))


def test_school_units_with_lost_zeros_and_latin_1(read, shared: Path):
    fetched = read("skolor_lost_zeros")
    frame = pd.read_csv(
        shared / "data/messy/KommunOchSkolverksamhet_latin1_lost_zeros.csv", sep=";", encoding="latin-1", dtype=str
    )
    counted = (frame["GrundSkola"] == "Ja").groupby(frame["Kod"].str.zfill(4)).sum()
    assert {code: float(count) for code, count in counted.items()} == by_area(fetched, "enheter-grundskola")
    assert 3 * 290 == len(fetched.observations)
    assert len(frame) == sum(row["n"] or 1 for row in fetched.observations if row["indicator"] == "enheter-grundskola")


def test_school_units_with_a_byte_order_mark_are_the_same(read):
    marked, lost = read("skolverksamhet_bom"), read("skolor_lost_zeros")
    assert by_area(lost, "enheter-fritidshem") == by_area(marked, "enheter-fritidshem")


def test_names_lead_to_the_same_codes_as_the_file_says(read):
    fetched = read("kommuner_bom")
    assert 290 == len(fetched.observations)
    assert all(int(row["area"]) == row["value"] for row in some(fetched.observations))


@pytest.mark.parametrize("year", ["2009", "2020", "2022"])
def test_pupils_are_added_per_municipality(read, shared: Path, year: str):
    fetched = read(f"elever_{year}")
    frame = pd.read_csv(
        shared / f"data/messy/skolverket/elever_{year}.csv", sep=";", skiprows=5, dtype=str, encoding="utf-8-sig"
    ).dropna(subset=["Kommun-kod"])
    numbers = pd.to_numeric(frame["Elever, årskurs 1-9"].str.replace(r"\s", "", regex=True), errors="coerce")
    assert numbers.groupby(frame["Kommun-kod"]).sum().to_dict() == by_area(fetched, "elever-grundskola")
    assert 2 * 290 == len(fetched.observations)


def test_every_cell_of_a_school_file_is_read_with_its_mark(read, shared: Path):
    fetched = read("elever_skolor_2022")
    text = (shared / "data/messy/skolverket/elever_2022.csv").read_text(encoding="utf-8-sig")
    body = [line.split(";") for line in text.splitlines()[6:] if line.count(";") == 22]
    marks = [cell for line in body for cell in line[7:22]]
    found = [row["status"] for row in fetched.observations]
    assert (len(marks), marks.count("."), marks.count(".."), marks.count("~100")) == (
        len(found), found.count("not-applicable"), found.count("suppressed"), found.count("approximate")
    )  # fmt: skip


def test_emissions_of_every_sector_municipality_and_year(read, shared: Path):
    fetched = read("smhi_lansrapport")
    rows = cells(shared / "data/messy/smhi/SMHI_lansrapport_CO2_2024-04-18.xlsx")
    assert (len(rows) - 6) * 12 == len(fetched.observations) == 232_128
    assert rows[6][4] == value(fetched, indicator="alla-alla", area="00", period="1990")
    assert 312 == len({row["area"] for row in fetched.observations})


def test_emissions_by_municipality(read, shared: Path):
    fetched = read("smhi_2022")
    rows = cells(shared / "data/messy/smhi/df_smhi_2022.xlsx")
    assert 290 * 12 == (len(rows) - 1) * 12 == len(fetched.observations)
    assert rows[-1][-1] == value(fetched, area="2584", period="2022")


def test_medicines_as_exported_to_csv_by_month_and_age(read, shared: Path):
    fetched = read("lakemedel_csv")
    paths = sorted((shared / "data/messy/statistikdatabasen").glob("*_10_*.csv"))
    frames = [pd.read_csv(path, sep=";", decimal=",", skipfooter=1, engine="python") for path in paths]
    assert sum(map(len, frames)) == len(fetched.observations) == 684
    numbers = pd.concat(frames)["Patienter/1000 invånare"]
    assert round(numbers.sum(), 6) == round(sum(row["value"] for row in fetched.observations), 6)
    assert {"2024-04", "2024-09"} <= {row["period"] for row in fetched.observations}
    assert 3 == len(fetched.sources)


def test_medicines_as_exported_to_excel_by_county(read, shared: Path):
    fetched = read("lakemedel_xlsx")
    rows = cells(shared / "data/messy/statistikdatabasen/Statistikdatabasen_2025-allergy.xlsx")
    numbers = [row[5] for row in rows[2:] if isinstance(row[5], int | float)]
    assert len(numbers) == len(fetched.observations) == 1_056
    assert 22 == len({row["area"] for row in fetched.observations})


@pytest.mark.parametrize(
    ("name", "sheet", "column", "indicator"),
    [
        ("2015", "RSK-Tabell 3 2015", 10, "bilar"),
        ("2018", "Tabell 1", 2, "bilar"),
        ("2022", "Tabell 8 Buss", 9, "bussar"),
    ],
)
def test_vehicles_of_three_years_with_three_layouts(read, shared: Path, name, sheet, column, indicator):
    fetched = read(f"fordon_{name}")
    rows = cells(shared / f"data/messy/trafikanalys/fordon_lan_och_kommuner_{name}.xlsx", sheet)
    counted = {
        f"{row[0]:04}": 0.0 if row[column] == "–" else float(row[column]) for row in rows if isinstance(row[0], int)
    }
    assert 290 == len(counted)
    read_here = by_area(fetched, indicator)
    assert counted == {area: number for area, number in read_here.items() if len(area) == 4}
    assert 312 == len(read_here)


def test_press_support_pasted_from_a_pdf(read, shared: Path):
    fetched = read("presstod_pdf")
    rows = [row for row in cells(shared / "data/messy/mprt_funding_2020_copied_from_pdf.xlsx") if "kr" in str(row[1])]
    [note] = fetched.problems
    left_out = int(note.fault.split()[0])
    assert len(rows) == left_out + sum(row["n"] or 1 for row in fetched.observations) == 192
    paid = sum(int(str(row[1]).replace("kr", "").replace(" ", "").replace("\xa0", "")) for row in rows
               if str(row[2]).strip() == "Boden")  # fmt: skip
    assert paid == value(fetched, area="2582")


def test_population_of_73_years_by_name(read, shared: Path):
    fetched = read("folkmangd_1950")
    frame = pd.read_csv(shared / "data/register/population_1950_2022.csv", dtype=str)
    assert len(frame) == len(fetched.observations) == 290 * 73
    told = {(row["area"], row["period"]): row["value"] for row in fetched.observations}
    assert told == {(code, year): float(number) for code, year, number in frame.itertuples(index=False)}


@pytest.mark.parametrize(("name", "file", "years"), [
    ("landareal", "SCB_landareal_2015-2023.xlsx", 9), ("befolkningstathet", "SCB_befolkningstathet_2015-2022.xlsx", 8),
])  # fmt: skip
def test_area_and_density_with_code_and_name_in_one_cell(read, shared: Path, name, file, years):
    fetched = read(name)
    rows = [row for row in cells(shared / "data/register" / file) if str(row[0])[:4].isdigit() and row[2] is not None]
    assert 290 * years == len(rows) * years == len(fetched.observations)


def test_population_change_under_four_rows_of_head(read, shared: Path):
    fetched = read("folkmangd_helar_2023")
    rows = cells(shared / "data/register/be0101_tabhel2023.xlsx")[9:]
    rows = [row for row in rows if isinstance(row[2], int | float)]
    assert 4 * 312 == 4 * len(rows) == len(fetched.observations)
    botkyrka = next(row for row in rows if row[0] == "0127")
    assert botkyrka[8] == value(fetched, area="0127", indicator="inflyttade-egna-lanet")
    assert botkyrka[14] == value(fetched, area="0127", indicator="utflyttade-utlandet")
    missing = [row for row in fetched.observations if row["status"] == "not-applicable"]
    assert sum(row[8] == "." for row in rows) == len(missing) == 23


def test_groups_of_municipalities(read, shared: Path):
    fetched = read("skr_2017")
    rows = cells(shared / "data/register/SKR_Kommungruppsindelning_2017_reviderad.xlsx")[1:]
    assert {str(row[1]): float(str(row[5])) for row in rows} == by_area(fetched, "kommungrupp")
