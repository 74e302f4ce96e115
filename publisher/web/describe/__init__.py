"""The catalogue, linked data and SPARQL: what programs read, with pages for the people who write them."""

from publisher.web.describe import catalogue, query, things

ROUTES = [*catalogue.ROUTES, *things.ROUTES, *query.ROUTES]
