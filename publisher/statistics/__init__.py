"""Figures from figures: pure functions over observations and vocabulary; no files, no network, no clock.

Every function takes what it compares as an argument and returns frozen dataclasses; texts come in
Swedish and English. ``comparability`` is asked before anything is compared over time.
"""
