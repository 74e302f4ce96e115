"""Lines of code without docstrings, comments and blank lines: ``python -m benchmarks.lines publisher tools``."""

from __future__ import annotations

import ast
import io
import sys
import tokenize
from pathlib import Path

#: Tokens that are no code by themselves.
_NOTHING = {
    tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENCODING,
    tokenize.ENDMARKER,
}  # fmt: skip


def code_lines(text: str) -> int:
    """How many lines of a module hold code."""
    docstrings: set[int] = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            first = node.body[0] if node.body else None
            if (
                isinstance(first, ast.Expr)
                and isinstance(first.value, ast.Constant)
                and isinstance(first.value.value, str)
            ):
                docstrings.update(range(first.lineno, (first.end_lineno or first.lineno) + 1))
    lines: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type not in _NOTHING:
            lines.update(range(token.start[0], token.end[0] + 1))
    return len(lines - docstrings)


if __name__ == "__main__":
    modules = [path for folder in sys.argv[1:] or ("publisher", "tools") for path in Path(folder).rglob("*.py")]
    counts = {path: code_lines(path.read_text(encoding="utf-8")) for path in modules}
    longest = max(counts, key=lambda path: counts[path])
    print(
        f"{sum(counts.values())} lines of code in {len(counts)} modules; the longest is {longest}, {counts[longest]}."
    )
