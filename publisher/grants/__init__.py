"""Stimulus grants: programmes with their money and conditions, and what the rules say of the facts."""

from publisher.grants.programme import Programme, programmes
from publisher.grants.rules import Assessment, Facts, Proposal, Verdict, assess, judge, kronor, propose
from publisher.grants.telling import told

__all__ = [
    "Assessment",
    "Facts",
    "Programme",
    "Proposal",
    "Verdict",
    "assess",
    "judge",
    "kronor",
    "programmes",
    "propose",
    "told",
]
