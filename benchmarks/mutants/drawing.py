"""Every mutant of some modules, and a draw of them that a change elsewhere leaves as it was."""

from __future__ import annotations

import ast
import hashlib
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import libcst as cst
from libcst.metadata import MetadataWrapper, PositionProvider
from mutmut.mutation import mutators

#: Texts are for people, and are excluded; so are the names of keyword arguments of ``dict``.
LEFT_OUT = {mutators.operator_string, mutators.operator_dict_arguments}
#: What operators that mutmut offers every node can change at all.
NARROWER = {
    mutators.operator_swap_op: (
        cst.BinaryOperation, cst.UnaryOperation, cst.BooleanOperation, cst.ComparisonTarget, cst.AugAssign,
    ),
    mutators.operator_keywords: (cst.Is, cst.IsNot, cst.In, cst.NotIn, cst.Break, cst.Continue),
}  # fmt: skip
OPERATORS = [
    (NARROWER.get(operator, kind), operator)
    for kind, operator in mutators.mutation_operators
    if operator not in LEFT_OUT
]
#: Arguments that guard against a programmer's slip and change nothing else.
GUARDS = {"strict"}
#: Calls that tell a type checker something, or build a message.
UNHEARD = {"cast", "TypeVar", "Problem", "ProblemError", "NotThere", "refuse"}
#: Changes of SQL: it is arithmetic too, and stands in strings.
SQL = {
    r"<=": "<", r">=": ">", r"(?<![<\-])>(?![>=])": ">=", r"<(?![=>])": "<=", r"<>": "=", r"\bAND\b": "OR",
    r"\bmin\(": "max(", r"\bmax\(": "min(", r"\bIS NULL\b": "IS NOT NULL", r"\bLEFT JOIN\b": "JOIN",
}  # fmt: skip
IS_SQL = re.compile(r"\b(SELECT|FROM|WHERE|JOIN|CASE)\b|^\W*\w+ (<=|>=|=|IN) [?(]")


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """One change of one place."""

    file: str  #: path from the checkout
    line: int
    last: int  #: the line it ends on
    scope: str  #: function or class it stands in
    operator: str
    before: str
    after: str
    again: int  #: among the same code in the same scope
    source: str  #: the whole changed module

    @property
    def place(self) -> str:
        """What stays the same when lines move: file, scope, change."""
        again = f" ({self.again})" if self.again else ""
        return f"{self.file}\t{self.scope}\t{self.before} → {self.after}{again}"


@dataclass(frozen=True)
class Candidate:
    """A mutant that has not been written yet: writing takes time, and few are drawn."""

    file: str
    scope: str
    operator: str
    before: str
    again: int  #: among the same code in the same scope
    number: int  #: among the changes of this operator to this place
    module: cst.Module
    node: cst.CSTNode
    new: cst.CSTNode
    line: int
    last: int

    def order(self, seed: int) -> tuple[bytes, bytes]:
        """Where its place stands in a draw, and where it stands among the changes of the place."""
        place = f"{seed}\t{self.file}\t{self.scope}\t{self.before}\t{self.again}"
        change = f"{place}\t{self.operator}\t{self.number}"
        return hashlib.sha256(place.encode()).digest(), hashlib.sha256(change.encode()).digest()

    def mutant(self) -> Mutant | None:
        """The mutant; None when Python reads it as it reads the module, or not at all."""
        source = self.module.deep_replace(self.node, self.new).code  # type: ignore[arg-type]
        read = ast_of(source)
        if read is None or read == ast_of(self.module.code):
            return None
        return Mutant(
            file=self.file, line=self.line, last=self.last, scope=self.scope, operator=self.operator,
            before=self.before, after=short(self.module.code_for_node(self.new)), again=self.again, source=source,
        )  # fmt: skip


def draw(
    checkout: Path, files: Sequence[str], seed: int, number: int, equivalents: Collection[str]
) -> tuple[int, list[Mutant], list[str]]:
    """Mutants in an order that seed and place give, as many as asked for, and the equivalents met on the way.

    Returns:
        how many there are in all, those drawn in order of file and line, the places of equivalents passed over.
    """
    every = [one for file in files for one in candidates(file, (checkout / file).read_text(encoding="utf-8"))]
    drawn: list[Mutant] = []
    apart: list[str] = []
    done: set[int] = set()
    for candidate in sorted(every, key=lambda one: one.order(seed)):
        if len(drawn) == number:
            break
        if id(candidate.node) not in done and (mutant := candidate.mutant()):
            if mutant.place in equivalents:
                apart.append(mutant.place)
            else:
                drawn.append(mutant)
                done.add(id(candidate.node))
    return len(every), sorted(drawn, key=lambda one: (one.file, one.line)), apart


def candidates(file: str, text: str) -> Iterator[Candidate]:
    """Every change of a module that an operator proposes."""
    wrapper = MetadataWrapper(cst.parse_module(text), unsafe_skip_copy=True)
    lines = wrapper.resolve(PositionProvider)
    seen: Counter[tuple[str, ...]] = Counter()
    node, before, again = None, "", 0
    for changed, new, operator, scope in _changes(wrapper.module, "", in_function=False):
        if changed is not node:
            node, before = changed, short(wrapper.module.code_for_node(changed))
            again = seen[scope, before]
            seen[scope, before] += 1
        number = seen[scope, before, str(again), operator]
        seen[scope, before, str(again), operator] += 1
        at = lines[node]
        yield Candidate(
            file, scope, operator, before, again, number, wrapper.module, node, new, at.start.line, at.end.line
        )


@lru_cache(maxsize=128)
def ast_of(source: str) -> str | None:
    """What Python makes of a module, without places; None when it makes nothing."""
    try:
        return ast.dump(ast.parse(source))
    except SyntaxError:
        return None


def short(code: str) -> str:
    """A piece of code on one line."""
    return re.sub(r"\s+", " ", code).strip()


def _changes(
    node: cst.CSTNode, scope: str, *, in_function: bool
) -> Iterator[tuple[cst.CSTNode, cst.CSTNode, str, str]]:
    """Nodes, what stands for each in a mutant, the operator and the scope."""
    if isinstance(node, cst.Annotation | cst.Decorator | cst.Import | cst.ImportFrom) or _is_unheard(node, in_function):
        return
    if isinstance(node, cst.FunctionDef | cst.ClassDef):
        scope = f"{scope}.{node.name.value}".lstrip(".")
        in_function = in_function or isinstance(node, cst.FunctionDef)
    if isinstance(node, cst.SimpleString | cst.FormattedStringText):
        for new in _sql(node):
            yield node, new, "sql", scope
        return
    if isinstance(node, cst.FormattedString) and not IS_SQL.search(_text(node)):
        return
    for kind, operator in OPERATORS:
        if isinstance(node, kind):
            for new in operator(node):
                if not (isinstance(node, cst.Call) and _only_a_text(node, new)):
                    yield node, new, operator.__name__.removeprefix("operator_"), scope
    for child in node.children:
        yield from _changes(child, scope, in_function=in_function)


def _is_unheard(node: cst.CSTNode, in_function: bool) -> bool:
    """Whether nothing in a node can be heard from outside, or all of it is words."""
    match node:
        case cst.If(test=cst.Name("TYPE_CHECKING")) | cst.Assert():
            return True
        case cst.Arg(keyword=cst.Name(name)) if name in GUARDS:
            return True
        case cst.Call(func=cst.Name(name)) if name in UNHEARD:
            return True
        case cst.Assign(value=cst.Subscript(value=cst.Name())) if not in_function:
            return True  # another name of a type
        case cst.Assign(targets=[cst.AssignTarget(target=cst.Name("__all__" | "T"))]):
            return True
        case cst.Assign(value=value) | cst.AugAssign(value=value):
            return _is_words(value)
        case cst.Dict():
            return _is_words(node)
    return False


def _is_words(node: cst.CSTNode) -> bool:
    """Whether an expression is a text for people: with a blank or a gap in it, or in two languages."""
    match node:
        case cst.Dict(elements=elements):
            keys = {one.key.value.strip("\"'") for one in elements if _has_plain_key(one)}
            return bool(keys & {"sv", "en"})
        case cst.SimpleString(value=text):
            return " " in text and not IS_SQL.search(text)
        case cst.FormattedString():
            return not IS_SQL.search(_text(node))
        case cst.ConcatenatedString(left=left, right=right):
            return _is_words(left) or _is_words(right)
    return False


def _has_plain_key(element: cst.BaseDictElement) -> bool:
    return isinstance(element, cst.DictElement) and isinstance(element.key, cst.SimpleString)


def _only_a_text(call: cst.Call, new: cst.CSTNode) -> bool:
    """Whether a call differs from another only in an argument that is a text, or a guard."""
    if not isinstance(new, cst.Call):
        return False
    changed = [one for one in call.args if not any(one is other for other in new.args)]
    return any(_is_words(one.value) or (one.keyword is not None and one.keyword.value in GUARDS) for one in changed)


def _text(node: cst.FormattedString) -> str:
    return "".join(part.value for part in node.parts if isinstance(part, cst.FormattedStringText))


def _sql(node: cst.SimpleString | cst.FormattedStringText) -> Iterator[cst.CSTNode]:
    """A string of SQL with one comparison, one connection or one extreme turned."""
    if not IS_SQL.search(node.value.strip("\"'")):
        return
    for pattern, other in SQL.items():
        for found in re.finditer(pattern, node.value):
            yield node.with_changes(value=node.value[: found.start()] + other + node.value[found.end() :])
