"""Tools: programs that make files of a site, run by hand and not by the service."""
