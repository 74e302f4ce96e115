"""The catalogue proves itself: rules it must keep, points it is given, links that answer, and the report of it."""
