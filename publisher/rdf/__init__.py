"""The border to RDF: how datasets, observations and words become triples, and triples files."""
