"""The tools that assistants are given: each a question to the API, by its parameters, told with what must be heeded."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from publisher.doors.inquiry import Inquirer
from publisher.doors.mcp import asking, comparing, profiling
from publisher.phrases import tell
from publisher.web.api.parameters import (
    AREA,
    EARLIER,
    GROUP,
    INDICATOR,
    LIMIT,
    MUNICIPALITY,
    OFFSET,
    ONE_INDICATOR,
    ONE_PERIOD,
    PERIOD,
    SEX,
    SINCE,
)
from publisher.web.api.query import Parameter, unknown_parameter
from publisher.web.problems import ProblemError

#: Arguments as the API is asked: each a text, a list with commas.
Arguments = Mapping[str, str]

TEXT = Parameter("text", tell("A name or word."), required=True)
ONE_AREA = Parameter("area", AREA.description, AREA.example, required=True)
#: What every tool takes: the parameter of the API, which tells it in the list of tools by its name alone.
EVERYWHERE = ("lang",)
#: Characters of an argument.
LONGEST = 8_000


@dataclass(frozen=True, kw_only=True)
class Tool:
    """One tool.

    Attributes:
        about: what it is for, in English: it is read by a program.
        parameters: the API's.
        required: names of those without which it does not answer.
        answer: what makes the answer.
    """

    name: str
    about: str
    parameters: Sequence[Parameter]
    required: Sequence[str] = ()
    answer: Callable[[Inquirer, Arguments], Awaitable[dict[str, Any]]]

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of its arguments: meanings from the API's parameters, no lists of values."""
        known: dict[str, Any] = {
            one.name: {"type": str(one.schema.get("type", "string")), "description": brief(one)}
            for one in self.parameters
        }
        known |= {name: {"type": "string"} for name in EVERYWHERE}
        return {"type": "object", "properties": known, **({"required": list(self.required)} if self.required else {})}


def brief(parameter: Parameter) -> str:
    """The first sentence of what a parameter means, without addresses."""
    head = re.sub(r" \(/[^)]*\)|[.;] .*", "", parameter.description["en"]).rstrip(".")
    return f"{head} (list)" if parameter.many and not parameter.alone else head


TOOLS: Mapping[str, Tool] = {
    tool.name: tool
    for tool in (
        Tool(
            name="find", answer=asking.find, parameters=(TEXT, LIMIT), required=("text",),
            about="Begin here: ids and codes of indicators and areas by name.",
        ),
        Tool(
            name="indicator", answer=asking.indicator, parameters=(ONE_INDICATOR,), required=("indicator",),
            about="An indicator: definition, versions, periods, what may not be done with it.",
        ),
        Tool(
            name="values", answer=asking.values, required=("indicator",),
            parameters=(INDICATOR, AREA, GROUP, PERIOD, SEX, LIMIT, OFFSET),
            about="Values, each with status, tie group, version and a sentence to print. Missing is never 0.",
        ),
        Tool(
            name="compare", answer=comparing.compare, required=("municipality", "indicator"),
            parameters=(MUNICIPALITY, INDICATOR, ONE_PERIOD, EARLIER),
            about="Municipalities side by side, or over time (earlier); refused where unsound, and why.",
        ),
        Tool(
            name="ranking", answer=comparing.ranking, required=("indicator",),
            parameters=(ONE_INDICATOR, ONE_PERIOD, LIMIT, OFFSET),
            about="How many municipalities have each value, in which places; or why there is no rank.",
        ),
        Tool(
            name="profile", answer=profiling.profile, required=("area",),
            parameters=(ONE_AREA, INDICATOR, LIMIT, OFFSET),
            about="A municipality's latest values, or what those of a county or the nation say together.",
        ),
        Tool(
            name="changes", answer=asking.changes, parameters=(SINCE, INDICATOR, AREA, LIMIT, OFFSET),
            about="Revisions of published values: old, new, day, reason. Not changes over time.",
        ),
    )
}  # fmt: skip


async def call(inquirer: Inquirer, name: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What a tool answers.

    Args:
        given: arguments as a program sent them.

    Raises:
        ProblemError: what cannot be understood, is not there or is too much, with the next step.
    """
    tool = TOOLS.get(name)
    if tool is None:
        words = tell("tool '{name}': there is none. There are: {there}.", name=name[:80], there=", ".join(TOOLS))
        raise ProblemError(400, words)
    known = [*(one.name for one in tool.parameters), *EVERYWHERE]
    arguments: dict[str, str] = {}
    for key, value in given.items():
        if key not in known:
            raise unknown_parameter(key, known)
        if value is not None:
            arguments[key] = _text(key, value)
    for key in tool.required:
        if key not in arguments:
            example = next(one.example for one in tool.parameters if one.name == key)
            step = tell("Write what is looked for.") if key == "text" else tell("Ask find for ids and codes.")
            said = tell("{key}: it must be given. {step}", key=key, step=step)
            shown: dict[str, Any] = {"example": example} if example and "%" not in example else {}
            raise ProblemError(400, said, parameter=key, **shown)
    language = arguments.pop("lang", "")
    told = inquirer.reader.catalog.languages
    if language and language not in told:
        words = tell(
            "lang: there is no '{language}' here. There are: {there}.", language=language[:20], there=", ".join(told)
        )
        raise ProblemError(400, words, allowed=list(told))
    return await tool.answer(Inquirer(app=inquirer.app, language=language or inquirer.language), arguments)


def _text(key: str, value: Any) -> str:
    """An argument as an address has it: a text, a number, or a list of these with commas."""
    several = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str | int | float) for one in several) or any(isinstance(one, bool) for one in several):
        raise ProblemError(400, tell("{key}: write a text, a number or a list of these.", key=key), parameter=key)
    said = ",".join(str(int(one) if isinstance(one, float) and one.is_integer() else one) for one in several)
    if len(said) > LONGEST:
        words = tell(
            "{key}: at most {longest} characters. Split the question, or use group for many municipalities.",
            key=key,
            longest=LONGEST,
        )
        raise ProblemError(422, words, parameter=key, bound=LONGEST)
    return said
