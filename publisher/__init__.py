"""Open statistics of a country's areas: packages, catalogue, API and pages."""

__version__ = "0.1.0"
