"""A server on the loopback address that answers as Kolada's API v3 and SCB's PxWebApi 2 do, from files.

Data come from a folder laid out as ``kolada/api-v3/*.json`` (pages), ``kolada/ehealth_raw/*.csv``
(``geo,year[,gender],<kpi>``) and ``pxweb/**/*.json``; whatever of it is there is served. A list of
:class:`Fault` makes it misbehave as real servers do. Run by itself it serves until it is stopped::

    python tests/replay.py --data DIR --port 8100
"""

from __future__ import annotations

import argparse
import csv
import json
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from math import prod
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

#: The address that answers name in ``next_url``, as the real API does.
KOLADA = "https://api.kolada.se/v3"


@dataclass(kw_only=True)
class Fault:
    """One way to misbehave, for the next ``times`` requests whose address holds ``where``."""

    #: ``busy`` (429), ``error`` (500), ``drop`` (closed without an answer), ``cut`` (closed in the middle),
    #: ``truncated`` (whole by its length, but half the JSON), ``slow``, ``html`` (200), ``moved`` (301 to
    #: another server), ``along`` (307, to the same address once more),
    #: ``v2`` (the envelope of version 2), ``elsewhere`` (``next_url`` on another server)
    kind: str
    where: str = ""
    times: int = 1
    #: ``Retry-After`` of ``busy``, seconds or a date; length of ``slow`` in seconds
    wait: str | float = 0


class KoladaFiles:
    """What the files of ``kolada/`` say, as the API would."""

    def __init__(self, folder: Path):
        self.folder = folder

    @cached_property
    def items(self) -> dict[str, list[dict[str, Any]]]:
        """Items of data by KPI, sorted by area and year."""
        found: dict[tuple[str, str, str], dict[str, Any]] = {}
        for path in sorted(self.folder.glob("ehealth_raw/*.csv")):
            with path.open(encoding="utf-8-sig", newline="") as file:
                for row in csv.DictReader(file):
                    kpi = list(row)[-1]
                    key = (kpi.upper(), row["geo"], row["year"])
                    item = found.setdefault(key, self._item(*key))
                    text = row[kpi]
                    item["values"].append(
                        {
                            "gender": row.get("gender", "T"),
                            "count": 1,
                            "status": row.get("status") or "",
                            "value": float(text) if text else None,
                            "isdeleted": False,
                        }
                    )
        data: dict[str, list[dict[str, Any]]] = {}
        for (kpi, _, _), item in sorted(found.items()):
            item["values"].sort(key=lambda value: value["gender"])
            data.setdefault(kpi, []).append(item)
        for path in sorted(self.folder.glob("api-v3/data_*.json")):
            for item in json.loads(path.read_bytes())["values"]:
                data.setdefault(item["kpi"], []).append(item)
        return data

    @staticmethod
    def _item(kpi: str, geo: str, year: str) -> dict[str, Any]:
        return {"kpi": kpi, "municipality": geo, "period": int(year), "values": []}

    @cached_property
    def lists(self) -> dict[str, list[dict[str, Any]]]:
        """The lists of KPIs, municipalities and groups."""
        pages = {"kpi": "kpi_page*.json", "municipality": "municipality.json", "municipality_groups": "municipality_g*"}
        return {
            name: [
                item
                for path in sorted(self.folder.glob(f"api-v3/{pattern}"))
                for item in json.loads(path.read_bytes())["values"]
            ]
            for name, pattern in pages.items()
        }

    def answer(self, path: str, query: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        """Status and JSON for a path below ``/v3``."""
        parts = path.strip("/").split("/")
        if parts[0] in self.lists:
            ids = set(parts[1].split(",")) if len(parts) > 1 else None
            found = [item for item in self.lists[parts[0]] if ids is None or item["id"] in ids]
        elif parts[0] == "data" and len(parts) % 2 == 1:
            asked = {parts[i]: parts[i + 1].split(",") for i in range(1, len(parts), 2)}
            if unknown := set(asked) - {"kpi", "municipality", "year"}:
                return 404, {"detail": f"unknown: {', '.join(sorted(unknown))}"}
            if any(len(ids) > 25 for ids in asked.values()):
                return 400, {"detail": "at most 25 ids"}
            found = [
                item
                for kpi in asked.get("kpi", list(self.items))
                for item in self.items.get(kpi, ())
                if ("municipality" not in asked or item["municipality"] in asked["municipality"])
                and ("year" not in asked or str(item["period"]) in asked["year"])
                and ("from_date" not in query or item.get("changed", "") >= query["from_date"])
            ]
        else:
            return 404, {"detail": "Not Found"}
        return 200, page_of(found, path, query)


def page_of(found: Sequence[Mapping[str, Any]], path: str, query: Mapping[str, str]) -> dict[str, Any]:
    """One page of items in the envelope of version 3; ``next_url`` names the real server."""
    page, size = int(query.get("page", 1)), min(int(query.get("per_page", 5000)), 5000)
    here = [{key: value for key, value in item.items() if key != "changed"} for item in found]
    here = here[(page - 1) * size : page * size]
    rest = "".join(f"&{key}={value}" for key, value in query.items() if key not in ("page", "per_page"))

    def address(number: int) -> str:
        return f"{KOLADA}/{path.strip('/')}?page={number}&per_page={size}{rest}"

    return {
        "values": here,
        "next_url": address(page + 1) if page * size < len(found) else None,
        "previous_url": address(page - 1) if page > 1 else None,
        "count": len(here),
    }


class PxwebFiles:
    """Recorded answers of PxWebApi 2: ``config.json`` and ``{table}_metadata.json``, ``{table}_data.json``."""

    def __init__(self, folder: Path):
        self.files = {path.name: path for path in sorted(folder.rglob("*.json"), reverse=True)}

    def answer(
        self, path: str, query: Mapping[str, str], body: Mapping[str, Any] | None
    ) -> tuple[int, dict[str, Any] | list[Any]]:
        """Status and JSON for a path below ``/api/v2``."""
        parts = path.strip("/").split("/")
        name = {1: f"{parts[0]}.json", 3: f"{parts[1]}_{parts[-1]}.json" if len(parts) == 3 else ""}.get(len(parts), "")
        if name not in self.files:
            return 404, {"title": "Not found", "status": 404}
        found = json.loads(self.files[name].read_bytes())
        if parts[-1] != "data":
            return 200, found
        if body is not None:
            chosen = {part["variableCode"]: part["valueCodes"] for part in body["selection"]}
        else:
            chosen = {key[len("valueCodes[") : -1]: text.split(",") for key, text in query.items() if "[" in key}
        most = json.loads(self.files["config.json"].read_bytes())["maxDataCells"]
        return self.part_of(found, chosen, most)

    @staticmethod
    def part_of(data: dict[str, Any], chosen: Mapping[str, Sequence[str]], most: int) -> tuple[int, dict[str, Any]]:
        """The cells of a recorded cube that a selection asks for."""
        kept: list[list[tuple[int, str]]] = []
        for name in data["id"]:
            index = data["dimension"][name]["category"]["index"]
            wanted = chosen.get(name, ["*"])
            codes = [code for code in index if "*" in wanted or code in wanted]
            if not codes or ("*" not in wanted and set(wanted) - set(index)):
                return 400, {"title": f"Non-existent value for {name}", "status": 400}
            kept.append([(index[code], code) for code in codes])
        if prod(len(part) for part in kept) > most:
            return 403, {"title": "Too many cells selected", "status": 403}
        part = json.loads(json.dumps(data))
        part["size"] = [len(codes) for codes in kept]
        for name, codes in zip(data["id"], kept, strict=True):
            category = part["dimension"][name]["category"]
            category["index"] = {code: number for number, (_, code) in enumerate(codes)}
            category["label"] = {code: category["label"][code] for _, code in codes}
        steps = [prod(data["size"][at + 1 :]) for at in range(len(data["size"]))]
        places = [0]
        for step, codes in zip(steps, kept, strict=True):
            places = [place + step * index for place in places for index, _ in codes]
        part["value"] = [data["value"][place] for place in places]
        if "status" in data:
            status = data["status"]
            part["status"] = {str(n): status[str(p)] for n, p in enumerate(places) if str(p) in status}
        return 200, part


class Replay(ThreadingHTTPServer):
    """The server. ``requests`` holds the address of every request it got, in order."""

    daemon_threads = True

    def __init__(self, data: Path, port: int = 0, faults: Sequence[Fault] = ()):
        super().__init__(("127.0.0.1", port), _Handler)
        self.kolada, self.pxweb = KoladaFiles(data / "kolada"), PxwebFiles(data / "pxweb")
        self.faults = list(faults)
        self.requests: list[str] = []
        self.lock = threading.Lock()

    @property
    def kolada_url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/v3"

    @property
    def pxweb_url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/api/v2"

    def next_fault(self, address: str) -> Fault | None:
        """The fault this request meets, counted down."""
        with self.lock:
            self.requests.append(address)
            for fault in self.faults:
                if fault.times > 0 and fault.where in address:
                    fault.times -= 1
                    return fault
        return None

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no concern of ours."""

    def __enter__(self) -> Replay:
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Replay

    def do_GET(self) -> None:
        self._answer(None)

    def do_POST(self) -> None:
        self._answer(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))

    def _answer(self, body: Mapping[str, Any] | None) -> None:
        fault = self.server.next_fault(unquote(self.path))
        if fault is not None and self._misbehave(fault):
            return
        parts = urlsplit(self.path)
        query = {key: texts[-1] for key, texts in parse_qs(parts.query).items()}
        path = unquote(parts.path)
        if path.startswith("/v3/"):
            status, found = self.server.kolada.answer(path.removeprefix("/v3/"), query)
        elif path.startswith("/api/v2/"):
            status, found = self.server.pxweb.answer(path.removeprefix("/api/v2/"), query, body)
        else:
            status, found = 404, {"detail": "Not Found"}
        if fault is not None and fault.kind == "elsewhere":
            found = {**found, "next_url": "https://example.org/v3/data/kpi/N00000?page=2"}
        if fault is not None and fault.kind == "v2":
            found = {"values": found["values"], "count": 1, "next_page": None}
        content = json.dumps(found, ensure_ascii=False).encode()
        if fault is not None and fault.kind in ("cut", "truncated"):
            self._send(status, content[: len(content) // 2], length=len(content) if fault.kind == "cut" else None)
            self.close_connection = fault.kind == "cut"  # else who asks again meets a connection that just ended
        else:
            self._send(status, content)

    def _misbehave(self, fault: Fault) -> bool:
        """Whether the fault is the whole answer."""
        if fault.kind == "busy":
            self._send(429, b"{}", headers={"Retry-After": str(fault.wait)})
        elif fault.kind == "error":
            self._send(500, b"{}")
        elif fault.kind == "moved":
            self._send(301, b"", headers={"Location": "https://example.org/"})
        elif fault.kind == "along":
            self._send(307, b"", headers={"Location": self.path})
        elif fault.kind == "html":
            self._send(200, b"<!DOCTYPE html><html><body>Vi uppdaterar systemet</body></html>", kind="text/html")
        elif fault.kind == "drop":
            self.close_connection = True
        elif fault.kind == "slow":
            time.sleep(float(fault.wait))
            self.close_connection = True
        else:
            return False
        return True

    def _send(
        self,
        status: int,
        content: bytes,
        *,
        kind: str = "application/json",
        length: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content) if length is None else length))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Silence: a test that fails says what it asked for."""


def main() -> None:
    """Serve a folder until stopped."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="folder that holds kolada/ and pxweb/")
    parser.add_argument("--port", type=int, default=8100)
    options = parser.parse_args()
    server = Replay(options.data, options.port)
    print(f"PUBLISHER_KOLADA_URL={server.kolada_url} PUBLISHER_PXWEB_URL={server.pxweb_url}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main()
