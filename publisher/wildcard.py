"""Wildcards: patterns in which ``*`` stands for anything and every other sign for itself."""

from __future__ import annotations


def like(text: str, pattern: str) -> bool:
    """Whether a text is like a pattern: ``[1] Källa`` is like ``[1]*``, and ``1`` is not.

    Letter case counts. Time grows with the lengths of text and pattern, never faster.
    """
    first, *rest = pattern.split("*")
    if not rest:
        return text == pattern
    *middle, last = rest
    if len(text) < len(first) + len(last) or not (text.startswith(first) and text.endswith(last)):
        return False
    at, end = len(first), len(text) - len(last)
    for part in middle:
        at = text.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True
