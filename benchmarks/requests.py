"""Requests by chance: every door of the service, good and bad parameters, odd headers; the same for the same seed."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

from publisher.model import AreaKind
from publisher.reader import Reader

#: What people, programs and mistakes write where something else is expected.
ODD = [
    "", " ", "0", "-1", "1e9", "9" * 30, "None", "null", "åäö", "Säffle", "%", "%%%", "'", '"', "<b>", "a" * 300,
    "\u0000",
    "\u202e", "../..", "2022..", "..", "2022..2015", "latest", "1900", "20222", "2022-13", "T,F,M", ",,,", "*",
    "true",
    "{}", "[]", "$(x)", "1;2", "a=b&c", "🙂", "\r\nX: y", "sv", "en", "all", "id", "U21349 ", "u21349",
]  # fmt: skip
PARAMETERS = {
    "indicator": "indicators", "nyckeltal": "indicators", "area": "areas", "kommun": "areas", "municipality": "areas",
    "group": "areas", "dataset": "datasets", "period": "periods", "ar": "periods", "as_of": "days", "utgava": "days",
    "since": "days",
}  # fmt: skip
WORDS = {
    "format": ["json", "csv", "xlsx", "json-stat", "parquet", "csvw", "ttl", "rdf", "jsonld", "nt", "html",
    "geojson"],
    "lang": ["sv", "en", "all"], "sex": ["T", "F", "M"], "limit": ["1", "3", "50", "400"], "offset": ["0", "10",
    "99999"],
    "citering": ["bib", "ris"], "kind": ["municipality", "county", "indicator", "dataset"], "q": ["lås",
    "stockholm", "x"],
    "sida": ["1", "2", "999"], "page": ["1", "0"], "weights": ["storlek:1", "läge:0"], "visa": ["karta", "tabell"],
    "decimal": [",", "."], "bom": ["0", "1"], "sort": ["value", "-value"], "year": ["2022"], "antal": ["5"],
}  # fmt: skip
PAGES = [
    "/", "/nyckeltal", "/riket", "/jamfor", "/goda-exempel", "/stimulansmedel", "/data", "/andringar", "/metod",
    "/om",
    "/tillganglighet", "/sok", "/kommun", "/feed.atom", "/kommun/{area}", "/lan/{area}", "/nyckeltal/{indicator}",
    "/nyckeltal/{indicator}/karta.svg", "/nyckeltal/{indicator}/utveckling.svg", "/lage/{area}/{indicator}",
    "/inbaddad/nyckeltal/{indicator}/karta", "/data/{dataset}", "/data/{dataset}/xlsx", "/stimulansmedel/{odd}",
    "/jamfor/karta.svg", "/static/site.css", "/schema", "/kommun/{odd}", "/nyckeltal/{odd}",
]  # fmt: skip
API = [
    "/api/v1/indicators", "/api/v1/indicators/{indicator}", "/api/v1/areas", "/api/v1/areas/{area}",
    "/api/v1/municipalities", "/api/v1/municipalities/{area}/profile", "/api/v1/municipalities/{area}/similar",
    "/api/v1/observations", "/api/v1/observations", "/api/v1/compare", "/api/v1/rankings/{indicator}",
    "/api/v1/changes",
    "/api/v1/grants", "/api/v1/grants/{odd}", "/api/v1/editions", "/schema/openapi.json", "/api/v1/{odd}", "/api",
]  # fmt: skip
CATALOGUE = [
    "/catalog", "/catalog.rdf", "/catalog.xml", "/catalog.ttl", "/catalog.jsonld", "/catalog.nt", "/datasets/dcat",
    "/catalog/report", "/catalog/report.json", "/catalog/report.ttl", "/void", "/.well-known/void",
    "/id/indicator/{indicator}", "/id/area/{area}", "/id/dataset/{dataset}", "/id/indicator/{indicator}.ttl",
    "/id/area/{area}.html", "/id/{odd}/{odd}", "/id/dataset/{dataset}.jsonld", "/id/edition/{day}",
]  # fmt: skip
EXPLORE = [
    "/explore/", "/explore/ehalsa", "/explore/ehalsa.json", "/explore/ehalsa/areas.json", "/explore/ehalsa/kommuner",
    "/explore/ehalsa/observations.json", "/explore/ehalsa/{odd}", "/explore/ehalsa/areas/{area}.json",
    "/explore/-/versions",
    "/explore/ehalsa/notes/1", "/explore/ehalsa.csv", "/explore/{odd}", "/explore/-/{odd}", "/explore/ehalsa%0dx",
]  # fmt: skip
#: Doors; ``geo`` and others that are none are among the operations.
DOORS = [
    "/mcp", "/reconcile", "/reconcile/en", "/reconcile/suggest/entity", "/reconcile/properties", "/reconcile/{odd}",
    "/pxweb/api/v2/config", "/pxweb/api/v2/tables", "/pxweb/api/v2/tables/{indicator}",
    "/pxweb/api/v2/tables/{indicator}/metadata", "/pxweb/api/v2/tables/{indicator}/defaultselection",
    "/pxweb/api/v2/tables/{indicator}/data", "/pxweb/api/v2/tables/{indicator}/data",
    "/pxweb/api/v2/tables/{odd}/data", "/pxweb/api/v2/codelists/vs_{area}", "/pxweb/api/v2/codelists/{odd}",
    "/pxweb/api/v2/{odd}", "/kolada/v3/kpi", "/kolada/v3/kpi/{indicator}", "/kolada/v3/municipality/{area}",
    "/kolada/v3/municipality_groups", "/kolada/v3/kpi_groups", "/kolada/v3/ou/{odd}", "/kolada/v3/data",
    "/kolada/v3/data/kpi/{indicator}", "/kolada/v3/data/kpi/{indicator}/municipality/{area}/year/2022",
    "/kolada/v3/data/{odd}/{odd}", "/kolada/v3/oudata/kpi/{indicator}", "/kolada/v3/{odd}",
]  # fmt: skip
EXPRESSIONS = ["*", "01*", "*80", "2*2", "20??", "top(1)", "TOP(2,1)", "bottom(0)", "range(2021,2022)", "range(b,a)",
               "from(2021)", "to(", "00,01,0114", "2022", "[2022]", "latest"]  # fmt: skip
OF_DOORS: dict[str, list[str]] = {
    "valuecodes[Region]": EXPRESSIONS, "valueCodes[Tid]": EXPRESSIONS, "valuecodes[ContentsCode]": ["*", "x"],
    "valuecodes[Kon]": ["*", "T", "F,M"], "valuecodes[time]": EXPRESSIONS, "valuecodes[": ["*"], "valuecodes[x]": ["*"],
    "codelist[Region]": ["vs_county", "vs_01", "agg_x", ""], "codelist[Tid]": ["vs_county"],
    "outputFormat": ["json-stat2", "csv", "px", "xlsx", "parquet", "html", ""],
    "outputFormatParams": ["UseCodes", "UseTexts,UseCodes", "SeparatorTab,IncludeTitle", "x"],
    "heading": ["Tid", "Region,Tid", "x"], "stub": ["Region", "Tid,Tid"], "query": ["lås", "x"],
    "lang": ["sv", "en", "fi"],
    "pageSize": ["1", "0", "99999"], "pageNumber": ["1", "7"], "pastDays": ["1", "99999"], "defaultSelection": ["true"],
    "kpi_id": ["N07900", "U21349,x"], "municipality_id": ["0114", "0000", "G1"], "year": ["2022", "2021,2022", "x"],
    "ou_id": ["V1"], "from_date": ["2024-01-01", "x"], "as_of": ["2020-01-01", "x"], "title": ["lås", ""],
    "per_page": ["1", "5000", "5001"], "page": ["1", "2", "0"], "type": ["K", "X", "municipality"], "prefix": ["stock"],
    "queries": ['{"q0":{"query":"Solna"}}', "{", "[]"],
    "extend": ['{"ids":["0180"],"properties":[{"id":"U21349"}]}', "{}"],
    "cursor": ["1", "x"], "id": ["0180"],
}  # fmt: skip
OPERATIONS = ["/health", "/ready", "/metrics", "/robots.txt", "/sitemap.xml", "/llms.txt", "/favicon.ico", "/mcp",
              "/reconcile", "/pxweb/api/v2/tables", "/kolada/v3/kpi", "/geo", "/preview"]  # fmt: skip
SPARQL = [
    "ASK {}", "SELECT * {?s a ?o} LIMIT 3", "SELECT ?s { ?s ?p 1 } LIMIT 5",
    "CONSTRUCT {?s a ?o} WHERE {?s a ?o} LIMIT 4",
    "DESCRIBE <x>", "SELECT", "INSERT DATA {}", "SELECT * { SERVICE <http://a.example/> {} }",
    "SELECT (1/0 AS ?x) {}", "",
]  # fmt: skip
DATASETTE = {
    "sql": ["select 1", "select * from areas limit 3", "select", "drop table areas", "select '",
    "select zeroblob(10)"],
    "_sort": ["code", "nothing", "rowid"], "_sort_desc": ["x"], "_size": ["1", "max", "-1", "x"],
    "_facet": ["kind", "x"],
    "_next": ["1", "x", "a,b"], "_shape": ["array", "object", "objects", "x"], "_col": ["code", "x"],
    "_where": ["1=1", "'"],
    "_search": ["a", '"'], "code__exact": ["0180"], "code__x": ["1"], "_labels": ["on"], "_trace": ["1"],
    "_json": ["x"],
    "_stream": ["1", "on"], "_dl": ["1"], "_timelimit": ["1", "x"], "_nl": ["on"], "_extra": ["x"],
}  # fmt: skip
HEADERS: dict[str, list[str]] = {
    "Accept": ["*/*", "text/html", "application/json", "text/csv", "text/turtle", "application/rdf+xml;q=0.5",
    "image/png",
               "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", "*/*;q=0", "nonsense",
               "text/turtle;q=0",
               "application/ld+json;profile=\"a,b\"", ";;;", "", "application/sparql-results+json", "text/*;q=x"],
    "Accept-Language": ["sv", "en", "en-GB,en;q=0.9", "de", "*", "sv;q=0", "", "x" * 500, "en;q=nan"],
    "Accept-Encoding": ["gzip", "zstd", "gzip, deflate, br, zstd", "identity", "", "*;q=0", "gzip;q=0", "br"],
    "Range": ["bytes=0-9", "bytes=-5", "bytes=9-", "bytes=0-0,5-6", "bytes=99999999999-", "items=1-2", "bytes=x",
    "bytes=5-1"],
    "If-None-Match": ["*", '"x"', 'W/"x", "y"', "x", ""],
    "If-Match": ["*", '"x"'],
    "If-Modified-Since": ["Mon, 01 Jan 1990 00:00:00 GMT", "Fri, 01 Jan 2100 00:00:00 GMT", "yesterday", "0"],
    "If-Unmodified-Since": ["Mon, 01 Jan 1990 00:00:00 GMT", "x"],
    "If-Range": ['"x"', "Mon, 01 Jan 1990 00:00:00 GMT"],
    "Origin": ["https://a.example", "null"],
    "Host": ["a.example", "127.0.0.1", "x:99999", ""],
    "X-Forwarded-Host": ["a.example"], "X-Forwarded-Proto": ["https", "x"], "X-Forwarded-For": ["1.2.3.4", "x"],
    "X-HTTP-Method-Override": ["DELETE"], "Cookie": ["a=b", "ds_actor=x", "=;=", "a=\"b"],
    "Authorization": ["Bearer x"],
    "Content-Type": ["application/json", "application/x-www-form-urlencoded", "application/sparql-query", "x",
    "text/plain"],
    "Cache-Control": ["no-cache", "max-age=0"], "Connection": ["keep-alive"], "Upgrade": ["websocket", "h2c"],
    "Forwarded": ["host=a.example;proto=https"], "User-Agent": ["", "x" * 2000], "Referer": ["http://[", "x"],
    "X-Odd": ["a" * 4000, "\xe9", "\t"], "Access-Control-Request-Method": ["GET", "x"],
}  # fmt: skip
#: Addresses that are asked again and again.
POOL = 3000
METHODS = ["GET"] * 80 + ["HEAD"] * 9 + ["OPTIONS"] * 3 + ["POST"] * 4 + ["PUT", "DELETE", "PATCH", "PROPFIND"]


@dataclass(frozen=True)
class Asked:
    """A request."""

    number: int
    method: str
    path: str  #: with its query, percent-encoded
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    def __str__(self) -> str:
        said = " ".join(f"-H {f'{name}: {value}'!r}" for name, value in self.headers)
        return f"#{self.number} {self.method} {self.path[:300]} {said[:600]} {self.body[:80]!r}"


@dataclass
class Chance:
    """What requests are made of.

    Args:
        folder: an edition's folder, for ids that are known.
        seed: the same seed gives the same requests.
    """

    folder: Path
    seed: int
    known: dict[str, list[str]] = field(init=False)

    def __post_init__(self) -> None:
        reader = Reader.open(self.folder)
        areas = [code for code, area in reader.vocabulary.areas.items() if area.kind is not AreaKind.GROUP]
        self.known = {
            "indicators": sorted(reader.vocabulary.indicators),
            "areas": sorted(areas)[:400],
            "datasets": sorted(dataset.name for dataset in reader.catalog.datasets),
            "periods": ["2022", "2015..2022", "latest", "2020", "2021"],
            "days": [reader.edition.id, reader.edition.published, "2020-01-01", "2026-11-21", "2030-01-01"],
            "files": sorted(
                name for name in reader.files if name.startswith(("downloads/", "datapackages/", "vocab/"))
            ),
        }

    def request(self, number: int) -> Asked:
        """The request with a number."""
        dice = random.Random(f"{self.seed} {number}")
        # Most addresses are asked many times, each time with other headers: that is how an answer is kept wrongly.
        well_known = f"{self.seed} address {dice.randrange(POOL)}"
        path = self._address(random.Random(well_known) if dice.random() < 0.8 else dice)
        method = dice.choice(METHODS)
        names = dice.choices(list(HEADERS), weights=[9, 6, 8, 4, 4, 1, 3, 1, 1] + [1] * (len(HEADERS) - 9),
                             k=dice.choice([0, 0, 1, 1, 2, 3, 5]))  # fmt: skip
        headers = tuple((name, dice.choice(HEADERS[name])) for name in names)  # a name may come twice
        body = b""
        if method in ("POST", "PUT", "PATCH"):
            body = dice.choice(
                [
                    b"",
                    b"{}",
                    b"query=ASK{}",
                    b"ASK {}",
                    b"a=b&a=c",
                    b"[" * 50,
                    b"\xff" * 9,
                    b"x" * 5000,
                    b'{"selection":[{"variableCode":"Tid","valueCodes":["top(1)"]}]}',
                    b'{"selection":{"a":1},"placement":[]}',
                    b"extend={}",
                    b"queries=%7B%7D",
                ]
            )
        return Asked(number, method, path, headers, body)

    def _address(self, dice: random.Random) -> str:
        groups = [PAGES, API, CATALOGUE, EXPLORE, OPERATIONS, DOORS, None, "sparql"]
        group = dice.choices(groups, [28, 29, 12, 2, 5, 10, 12, 2])[0]
        if group == "sparql":
            return f"/sparql?query={quote(dice.choice(SPARQL))}" + dice.choice(
                ["", "&format=csv", "&format=x", "&output=xml"]
            )
        if group is None:
            template = "/" + dice.choice(
                [*self.known["files"], "downloads/x", "datapackages", "vocab/", "datapackages/x/y"]
            )
        else:
            template = dice.choice(group)
        path = template.format_map(_Filled(self, dice))
        if group is PAGES and dice.random() < 0.35:
            path = "/en" + path
        if dice.random() < 0.04:
            ends = ["/", "%00", "%2e%2e", ";x", "%ff", "/x" * 99, "%0d%0aX: y", "/.."]
            bent = [path.upper(), path.replace("/", "/./"), path.replace("a", "%61"), "/" + path, "/ehalsa" + path]
            path = dice.choice([*bent, *(path + end for end in ends)])
        return path + self._query(dice, path)

    def _query(self, dice: random.Random, path: str) -> str:
        if dice.random() < 0.4:
            return dice.choice(["", "", "", "?", "?&", "?=", "?a", "?%"])
        pairs = []
        for _ in range(dice.choice([1, 1, 2, 3, 4])):
            if path.startswith("/explore"):
                name = dice.choice(list(DATASETTE))
                value = dice.choice(DATASETTE[name])
            elif path.startswith(("/pxweb", "/kolada", "/reconcile")):
                name = dice.choice(list(OF_DOORS))
                value = dice.choice(OF_DOORS[name])
            elif dice.random() < 0.6:
                name = dice.choice(list(PARAMETERS))
                value = ",".join(dice.choices(self.known[PARAMETERS[name]], k=dice.choice([1, 1, 2, 6])))
            else:
                name = dice.choice(list(WORDS))
                value = dice.choice(WORDS[name])
            if dice.random() < 0.15:
                value = dice.choice(ODD)
            pairs.append(f"{name}={quote(value, safe=',')}" if dice.random() < 0.97 else f"{name}=%{value[:1]}&&=")
        if path.startswith("/api/v1/observations") and dice.random() < 0.98:
            pairs += ["limit=20", f"area={dice.choice(self.known['areas'])}"]
        return "?" + quote("&".join(pairs), safe="%&=,+;/?:@!$'()*-._~")


class _Filled(dict[str, str]):
    """Names in a template, filled when they are asked for."""

    def __init__(self, chance: Chance, dice: random.Random):
        self.chance, self.dice = chance, dice

    def __missing__(self, name: str) -> str:
        known = {"indicator": "indicators", "area": "areas", "dataset": "datasets", "day": "days"}
        if name in known and self.dice.random() < 0.93:
            return quote(self.dice.choice(self.chance.known[known[name]]))
        return quote(self.dice.choice(ODD) or "x", safe="")
