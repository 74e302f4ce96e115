"""Doors: the answers of the API in the protocols of others, a folder each, loaded by name (:mod:`publisher.rooms`).

A door has no figure, name or limit of its own: it asks the API within the process (:mod:`publisher.doors.inquiry`) and
writes what comes back as its clients read it.
"""
