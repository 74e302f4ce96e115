#!/usr/bin/env bash
# pxstatspy 1.0.1, pxwebpy 0.6.0 (Python 3.11), clients of PxWebApi 2, the interface of SCB's and SSB's databases.
#
# TOP(1) of the time variable is the latest period: so PxWebApi's server reads it, although tables list the oldest first, and
# so the time variable is asked for "the latest" in scripts that run every year. pxstatspy counts the expression out by itself
# before it asks, from the beginning of the list, and asks for the oldest period by its code: no error, right table, wrong year.
# By the same client's POST the expression goes as it is written, and the latest period comes. pxwebpy sends it as written.
# Write the period's code, or post the selection.
#
# Seen, a table of 2020, 2021 and 2022, asked for {"Tid": ["TOP(1)"]}:
#   pxstatspy, data frame:  2020 (sent: 2020)
#   pxstatspy, POST:        2022 (sent: TOP(1))
#   pxwebpy:                2022 (sent: TOP(1))
# Exits with 1 when any of this is no longer so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q pxstatspy==1.0.1 pxwebpy==0.6.0
cat > "$work/ask.py" <<'PY'
import contextlib
import io
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

YEARS = ["2020", "2021", "2022"]
LABELS = {"Region": {"00": "Riket"}, "ContentsCode": {"A": "Antal"}, "Tid": {year: year for year in YEARS}}
CONFIG = {"apiVersion": "2.2.0", "maxDataCells": 1000, "maxCallsPerTimeWindow": 30, "timeWindow": 1, "defaultLanguage": "sv"}
sent = []


def dataset(years, values):
    names = {name: {year: year for year in years} if name == "Tid" else labels for name, labels in LABELS.items()}
    return {
        "version": "2.0", "class": "dataset", "label": "T", "id": list(names), "size": [len(one) for one in names.values()],
        "role": {"time": ["Tid"], "geo": ["Region"], "metric": ["ContentsCode"]}, "value": values,
        "dimension": {name: {"label": name, "extension": {"elimination": False}, "category": {
            "index": {code: at for at, code in enumerate(labels)}, "label": labels}} for name, labels in names.items()},
    }


class Server(BaseHTTPRequestHandler):
    """The part of PxWebApi 2 that is asked here; TOP(1) of time is the latest, as in its own server."""

    def do_GET(self):
        parts = urlsplit(self.path)
        if parts.path.endswith("/data"):
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            if body:
                chosen = {one["variableCode"]: one["valueCodes"] for one in json.loads(body)["selection"]}
                said = chosen["Tid"][0]
            else:
                said = {key.casefold(): text for key, text in parse_qs(parts.query).items()}["valuecodes[tid]"][0]
            sent.append(said)
            years = YEARS[-1:] if said.upper() == "TOP(1)" else [said]
            found = dataset(years, [int(year) for year in years])
        elif parts.path.endswith("/metadata"):
            found = dataset(YEARS, [])
        else:
            found = CONFIG if parts.path.endswith("/config") else {"tables": [], "page": {"totalElements": 0}}
        answer = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    do_POST = do_GET

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Server)
threading.Thread(target=server.serve_forever, daemon=True).start()
base = f"http://127.0.0.1:{server.server_port}/api/v2"
latest = {"Region": ["00"], "ContentsCode": ["A"], "Tid": ["TOP(1)"]}
posted = {"selection": [{"variableCode": name, "valueCodes": codes} for name, codes in latest.items()]}

from pxstatspy import PxAPI, PxAPIConfig
from pxweb import PxApi

with contextlib.redirect_stdout(io.StringIO()):
    client = PxAPI(PxAPIConfig(base_url=base, language="sv"))
    frame = client.get_data_as_dataframe("T", latest)
    by_post = client.get_table_data_post("T", posted)
    rows = PxApi(base).get_table_data("T", latest)
found = [str(frame["Tid"][0]), *by_post["dimension"]["Tid"]["category"]["index"], rows[0]["Tid"]]
for name, year, said in zip(("pxstatspy, data frame:", "pxstatspy, POST:", "pxwebpy:"), found, sent, strict=True):
    print(f"{name:<23} {year} (sent: {said})")
raise SystemExit(0 if (found, sent) == (["2020", "2022", "2022"], ["2020", "TOP(1)", "TOP(1)"]) else 1)
PY
"$work/venv/bin/python" "$work/ask.py"
