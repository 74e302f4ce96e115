"""Settings: one frozen object, read from the environment once, passed on by hand."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What may differ between two installations.

    Environment: ``PUBLISHER_PACKAGES``, ``PUBLISHER_VOCAB``, ``PUBLISHER_BUILD``,
    ``PUBLISHER_BASE_URL``, ``PUBLISHER_INPUT``, ``PUBLISHER_KOLADA_URL``, ``PUBLISHER_PXWEB_URL``,
    ``PUBLISHER_QUIET`` (``1``), ``PUBLISHER_SPARQL`` (``1``).
    Command-line options go before the environment.
    """

    packages: Path = Path("datapackages")
    vocab: Path = Path("vocab")
    build: Path = Path("build")
    datasette_config: Path = Path("datasette_config")
    #: Public base URL, without trailing slash.
    base_url: str = "http://127.0.0.1:8000"
    #: Whether somebody asked for that base URL, in the environment or on the command line.
    base_url_asked: bool = False
    #: Folder that ``fetch`` reads source files (workbooks, CSV) from.
    input: Path | None = None
    #: Another address to ask instead of the API's own: a mirror, a recording, a test server.
    kolada_url: str | None = None
    pxweb_url: str | None = None
    quiet: bool = False
    #: Whether the store for SPARQL is made of an edition that is larger than :data:`publisher.sparql.LARGEST`.
    sparql: bool = False
    #: Rules of the catalogue's gate accepted for this build: ``score-fell``, ``catalogue-shrank``.
    accept: tuple[str, ...] = ()

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, **options: object) -> Settings:
        """Settings from the environment, overridden by options that are not None."""
        environment = os.environ if environment is None else environment
        values: dict[str, object] = {}
        for name in ("packages", "vocab", "build", "datasette_config", "input"):
            if text := environment.get(f"PUBLISHER_{name.upper()}"):
                values[name] = Path(text)
        for name in ("base_url", "kolada_url", "pxweb_url"):
            if text := environment.get(f"PUBLISHER_{name.upper()}"):
                values[name] = text.rstrip("/")
        for name in ("quiet", "sparql"):
            if text := environment.get(f"PUBLISHER_{name.upper()}"):
                values[name] = text == "1"
        if text := environment.get("PUBLISHER_ACCEPT"):
            values["accept"] = tuple(text.split(","))
        values |= {name: option for name, option in options.items() if option is not None}
        if isinstance(base := values.get("base_url"), str):
            values |= {"base_url": base.rstrip("/"), "base_url_asked": True}
        return cls(**values)  # type: ignore[arg-type]

    def as_environment(self) -> dict[str, str]:
        """The environment that :meth:`from_environment` reads these settings from: for processes we start."""
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        texts = {
            name: "1" if value is True else ",".join(value) if isinstance(value, tuple) else str(value)
            for name, value in values.items()
            if value
        }
        return {f"PUBLISHER_{name.upper()}": text for name, text in texts.items()}
