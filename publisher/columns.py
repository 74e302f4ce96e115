"""The columns of downloaded observations, each with title and description in both languages."""

from __future__ import annotations

from collections.abc import Sequence

from publisher.download import ALL
from publisher.model import LANGUAGES, Column


def column(name: str, type: str, sv: str, en: str, more_sv: str = "", more_en: str = "", **rest: object) -> Column:
    """A column by name, type and title, with a description where the title does not say all."""
    title = {"sv": sv, "en": en}
    return Column(
        name=name,
        type=type,
        title=title,
        description={"sv": more_sv or sv, "en": more_en or en},
        **rest,  # type: ignore[arg-type]
    )


#: Columns of a downloaded observation. Those whose name ends in ``_label`` come once per language.
OBSERVATION_COLUMNS: Sequence[Column] = (
    column(
        "indicator",
        "string",
        "nyckeltal",
        "indicator",
        "Nyckeltalets id, se kodboken.",
        "Id of the indicator, see the codebook.",
        required=True,
    ),
    column("indicator_label", "string", "nyckeltalets namn", "name of the indicator"),
    column(
        "area",
        "string",
        "område",
        "area",
        "Kod: fyra siffror för en kommun, två för ett län, 00 för riket. Text: nollor först hör till.",
        "Code: four digits for a municipality, two for a county, 00 for the nation. Text: keep leading zeros.",
        required=True,
    ),
    column("area_label", "string", "områdets namn", "name of the area"),
    column(
        "period",
        "string",
        "period",
        "period",
        "Tiden värdet beskriver: 2022, 2022-Q1, 2022-03 eller 2022-03-31.",
        "The time the value describes: 2022, 2022-Q1, 2022-03 or 2022-03-31.",
        required=True,
    ),
    column("sex", "string", "kön", "sex", "T alla, F kvinnor, M män.", "T all, F women, M men.", required=True),
    column(
        "service_area",
        "string",
        "verksamhetsområde",
        "service area",
        "_T när värdet inte är uppdelat.",
        "_T when the value is not broken down.",
        required=True,
    ),
    column(
        "value",
        "number",
        "värde",
        "value",
        "I nyckeltalets enhet (kolumnen unit). Tomt när värdet saknas; status säger varför. Aldrig 0 för saknat.",
        "In the unit of the indicator (column unit). Empty when missing; status says why. Never 0 for missing.",
    ),
    column(
        "value_label",
        "string",
        "värdet i ord",
        "value in words",
        "Stegets namn för ja/nej och skalor med steg.",
        "Name of the step, for yes/no and scales of steps.",
    ),
    column(
        "status",
        "string",
        "status",
        "status",
        "Varför värdet saknas, eller vad man bör veta om det. Tomt när inget är att anmärka.",
        "Why the value is missing, or what to know of it. Empty when there is nothing to remark.",
    ),
    column("status_label", "string", "status i ord", "status in words"),
    column(
        "n",
        "integer",
        "antal svar",
        "number of answers",
        "Hur många som svarat eller mätts, där det är publicerat.",
        "How many answered or were measured, where published.",
    ),
    column(
        "numerator",
        "number",
        "täljare",
        "numerator",
        "Andelens täljare, där den är publicerad.",
        "Numerator of the share, where published.",
    ),
    column(
        "denominator",
        "number",
        "nämnare",
        "denominator",
        "Andelens nämnare, där den är publicerad.",
        "Denominator of the share, where published.",
    ),
    column("unit", "string", "enhet", "unit", "Kod, se kodboken.", "Code, see the codebook.", required=True),
    column(
        "dataset",
        "string",
        "datamängd",
        "dataset",
        "Datamängden värdet hör till.",
        "The dataset the value belongs to.",
        required=True,
    ),
    column(
        "source",
        "string",
        "källa",
        "source",
        "Källans id inom datamängden, se källförteckningen.",
        "Id of the source within the dataset, see the list of sources.",
        required=True,
    ),
    column(
        "source_place",
        "string",
        "plats i källan",
        "place in the source",
        "Rad, cell eller nyckel i källan.",
        "Row, cell or key in the source.",
    ),
    column(
        "note",
        "string",
        "noter",
        "notes",
        "Noternas id inom datamängden, åtskilda av mellanslag.",
        "Ids of notes within the dataset, separated by spaces.",
    ),
    column(
        "edition",
        "string",
        "utgåva",
        "edition",
        "Utgåvan värdet är hämtat ur.",
        "The edition the value was taken from.",
        required=True,
    ),
)


#: Labels of codes: left out where the codebook stands beside the rows, as in JSON.
LABELS = ("indicator_label", "area_label", "status_label")


def observation_columns(language: str, labels: bool = True) -> list[Column]:
    """The columns of downloaded observations; with ``all`` each label stands once per language.

    Args:
        labels: whether the names of indicator, area and status are among them.
    """
    columns = []
    for one in OBSERVATION_COLUMNS:
        if not labels and one.name in LABELS:
            continue
        if language == ALL and one.name.endswith("_label"):
            columns += [
                column(
                    f"{one.name}_{code}",
                    one.type,
                    f"{one.title['sv']} ({code})",
                    f"{one.title['en']} ({code})",
                )
                for code in LANGUAGES
            ]
        else:
            columns.append(one)
    return columns
