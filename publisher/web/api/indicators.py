"""``/api/v1/indicators``: what is measured, how, since when, and in which versions."""

from __future__ import annotations

from litestar import Response, get
from litestar.params import FromPath
from litestar.response import Redirect, Stream

from publisher.download import Cells
from publisher.model import Column, Indicator
from publisher.tables import column
from publisher.uris import Uris
from publisher.web.api import asking, shapes
from publisher.web.api.answering import AnyRequest, Asked, ask
from publisher.web.api.listing import FORMATS, SINGLE, listed, single, text_cells, text_columns
from publisher.web.api.naming import Available, datasets_of, names
from publisher.web.api.parameters import AS_OF, DATASET, PAGING, SUBJECT
from publisher.web.api.selecting import find_dataset

PATH = "/api/v1/indicators"
PARAMETERS = (SUBJECT, DATASET, AS_OF, *PAGING)
ONE_PATH = "/api/v1/indicators/{id}"
ONE_PARAMETERS = (AS_OF,)


@get(PATH, name="api-indicators")
async def indicators(request: AnyRequest) -> Response[bytes] | Stream:
    """Every indicator, or those of a subject or dataset."""
    asked = ask(request, PATH, PARAMETERS, FORMATS)
    held = names(asked.reader)
    known = asked.reader.vocabulary.concepts.get("subject", {})
    for code in asked.many("subject"):
        if code not in known:
            raise asking.unknown_code("subject", code, sorted(known))
    datasets = {find_dataset(asked.reader, name).name for name in asked.many("dataset")}
    subjects = set(asked.many("subject"))
    chosen = [
        one
        for one in asked.reader.vocabulary.indicators.values()
        if (not subjects or one.subject in subjects)
        and (not datasets or (one.id in held.available and held.available[one.id].dataset in datasets))
    ]
    left = (
        []
        if chosen
        else [
            {
                "code": "nothing-matches",
                "reason": asked.say(
                    {"sv": "Inget nyckeltal uppfyller båda villkoren.", "en": "No indicator meets both conditions."}
                ),
            }
        ]
    )
    return await listed(
        asked,
        {"sv": "Nyckeltal", "en": "Indicators"},
        sorted(chosen, key=lambda one: one.id),
        _columns(asked.language),
        lambda one: _cells(asked, one),
        lambda one: shape(asked, one),
        left_out=left,
        datasets=datasets_of(asked.reader, [one.id for one in chosen]),
    )


@get("/api/v1/indicators/{id:str}", name="api-indicator")
async def indicator(request: AnyRequest, id: FromPath[str]) -> Response[bytes] | Stream | Redirect:
    """One indicator: definition with versions, kind, direction, what is published."""
    asked = ask(request, f"/api/v1/indicators/{id}", ONE_PARAMETERS, SINGLE)
    one = asking.indicator(asked.reader, id)
    if one.id != id:
        return Redirect(asked.elsewhere(f"/api/v1/indicators/{one.id}"), status_code=308)
    return await single(asked, one.label, shape(asked, one), datasets=datasets_of(asked.reader, [one.id]))


def _columns(language: str) -> list[Column]:
    return [
        column("id", "string", "id", "id", required=True),
        *text_columns(language, "label", "namn", "name"),
        column("official_name", "string", "officiellt namn", "official name"),
        *text_columns(language, "definition", "definition", "definition"),
        *text_columns(language, "question", "fråga", "question"),
        column("unit", "string", "enhet", "unit"),
        column("value_kind", "string", "värdeslag", "kind of value"),
        column("direction", "string", "riktning", "direction"),
        *text_columns(language, "respondent", "vem som svarar", "who answers"),
        column("service_area", "string", "verksamhetsområde", "service area"),
        column("subject", "string", "ämne", "subject"),
        column("publisher", "string", "uppgiftslämnare", "publisher"),
        column("dataset", "string", "datamängd", "dataset"),
        column("first_period", "string", "första period", "first period"),
        column("last_period", "string", "sista period", "last period"),
        column("observations", "integer", "antal observationer", "number of observations"),
        column("retired", "string", "upphört", "retired"),
        *text_columns(language, "note", "anmärkning", "note"),
    ]


def _cells(asked: Asked, one: Indicator) -> Cells:
    there = names(asked.reader).available.get(one.id, Available(dataset=""))
    language = asked.language
    return [
        one.id,
        *text_cells(language, one.label),
        one.official_name,
        *text_cells(language, one.definition),
        *text_cells(language, one.question),
        one.unit,
        str(one.value_kind),
        str(one.direction),
        *text_cells(language, one.respondent),
        one.service_area,
        one.subject,
        one.publisher,
        there.dataset or None,
        min(there.periods, default=None),
        max(there.periods, default=None),
        there.rows,
        one.retired,
        *text_cells(language, one.note),
    ]


def shape(asked: Asked, one: Indicator) -> shapes.Indicator:
    """An indicator as it is sent."""
    there = names(asked.reader).available.get(one.id, Available(dataset=""))
    say = asked.say
    return shapes.Indicator(
        id=one.id,
        label=say(one.label),
        official_name=one.official_name,
        definition=say(one.definition),
        question=say(one.question),
        unit=one.unit,
        value_kind=str(one.value_kind),
        steps=[shapes.Step(code=step.code, label=say(step.label)) for step in one.steps],
        minimum=one.minimum,
        maximum=one.maximum,
        direction=str(one.direction),
        direction_source=say(one.direction_source),
        respondent=say(one.respondent),
        service_area=one.service_area,
        subject=one.subject,
        publisher=one.publisher,
        asked_if=one.asked_if,
        versions=[
            shapes.DefinitionVersion(
                number=version.number,
                valid_from=version.valid_from,
                valid_to=version.valid_to,
                change=say(version.change),
                comparability=str(version.comparability),
                reason=say(version.reason),
                source=version.source,
            )
            for version in one.versions
        ],
        dataset=there.dataset or None,
        periods=sorted(there.periods),
        sexes=sorted(there.sexes),
        service_areas=sorted(there.service_areas),
        area_kinds=sorted(there.kinds),
        observations=there.rows,
        note=say(one.note),
        source=one.source,
        close_match=list(one.close_match),
        related_match=list(one.related_match),
        retired=one.retired,
        replaced_by=list(one.replaced_by),
        former_ids=list(one.former_ids),
        national_figures=list(one.national_figures),
        later_surveys=[
            shapes.Survey(code=code, label=say(survey.label), told=say(survey.definition), source=survey.source)
            for code in one.later_surveys
            if (survey := asked.reader.vocabulary.concepts.get("survey", {}).get(code)) is not None
        ],
        url=Uris(asked.reader.edition.base_url).id("indicator", one.id),
    )


ROUTES = [indicators, indicator]
