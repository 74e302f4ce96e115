"""E-health in Sweden's municipalities: an open-data publication service."""

__version__ = "0.1.0"
