"""Before going public: what only a real publisher can fill in, and has not yet."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from publisher.declarations import Declaration
from publisher.errors import Problem, Severity
from publisher.settings import Settings
from publisher.uris import STANDARD_LICENCES

#: Ends of addresses that are nobody's (RFC 2606).
NOBODY = (".invalid", ".example", "example.com", "example.org")


def missing(settings: Settings, declared: Declaration) -> list[Problem]:
    """What ``catalog.yaml`` and the settings still lack for a service that the public uses.

    Args:
        settings: for the public base URL.
        declared: ``catalog.yaml``.
    """
    found: list[Problem] = []
    values = declared.values

    def lacks(column: str, fault: str, remedy: str, severity: Severity = Severity.ERROR) -> None:
        place = tuple(column.split("."))
        found.append(declared.problem(place, fault, remedy, "before-going-public", column=column, severity=severity))

    key = str(values.get("publisher") or "")
    agent: Mapping[str, Any] = (values.get("agents") or {}).get(key) or {}
    if agent.get("stand_in"):
        lacks("publisher", f"the publisher is '{key}', which stands in for one.", "Name the organisation that answers.")
    if not agent.get("iri"):
        lacks(
            f"agents.{key}",
            "the publisher has no IRI.",
            "Add iri: the organisation's own, for dataportal.se http://dataportal.se/organisation/SE + its number.",
        )
    if not agent.get("homepage"):
        lacks(f"agents.{key}", "the publisher has no home page.", "Add homepage: https://…")
    if not agent.get("type"):
        lacks(f"agents.{key}", "the publisher has no type.", "Add type: NationalAuthority, LocalAuthority …")
    contact: Mapping[str, Any] = values.get("contact") or {}
    email = str(contact.get("email") or "")
    if not email or email.endswith(NOBODY):
        fault = f"there is no e-mail address to write to ('{email}'): wrong figures lead to a page instead."
        lacks("contact.email", fault, "Write a real one.")
    if urlsplit(str(contact.get("url") or "")).scheme not in ("http", "https"):
        lacks("contact.url", "the contact's page is not an absolute address.", "Add url: https://… to contact.")
    for name, licence in (values.get("licences") or {}).items():
        if licence.get("url") not in STANDARD_LICENCES:
            lacks(
                f"licences.{name}",
                f"'{name}' is no standard licence but the source's own terms.",
                "Ask the source for a licence, or let your lawyer say that the terms in text: are enough.",
                Severity.NOTE,
            )
    base = urlsplit(settings.base_url)
    local = base.hostname in (None, "localhost", "127.0.0.1", "::1") or str(base.hostname).endswith(".example")
    if local or base.scheme != "https":
        fault = f"the public base URL is {settings.base_url}."
        remedy = "Set it to the address the public uses, https://…, or give --base-url; then build again."
        found.append(Problem(file="PUBLISHER_BASE_URL", fault=fault, remedy=remedy, rule="before-going-public"))
    return found
