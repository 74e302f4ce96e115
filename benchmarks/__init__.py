"""Measurements against peers in the same run on the same data: ``python -m benchmarks``.

Ratios count, not seconds: machines differ and are shared. A peer that is not installed is named and skipped.
"""
