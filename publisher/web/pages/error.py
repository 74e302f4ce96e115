"""A page that says what went wrong and what to do next."""

from __future__ import annotations

from typing import Any

from litestar import Request

from publisher.errors import NotThere
from publisher.web.pages.view import View
from publisher.web.problems import ProblemError, plain_page


def error_page(request: Request[Any, Any, Any], status: int, title: str, detail: str, language: str) -> str:
    """The page; a plain one when there is no edition to dress it in, or when the error is ours."""
    if status >= 500:
        return plain_page(request, status, title, detail, language)
    try:
        view = View(request, language=language, edition=False)
    except (NotThere, ProblemError):
        return plain_page(request, status, title, detail, language)
    answer = view.page("error.html", title=title, status=status, detail=detail, status_code=status, robots=False)
    return answer.body.decode()
