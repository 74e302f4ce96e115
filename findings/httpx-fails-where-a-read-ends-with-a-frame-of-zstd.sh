#!/usr/bin/env bash
# httpx 0.28.1 with zstandard 0.25.0 (Python 3.11).
#
# A body in Content-Encoding: zstd may be several frames after one another (RFC 8878, 3.1), as files are that can be read
# from the middle. httpx reads such a body where frames come together in one piece from the network, or where a piece ends
# within a frame, and raises DecodingError where a piece ends exactly with one and another frame follows: the same bytes
# are read on a fast line and not on a slow one. Send one frame to whom you do not know.
#
# Seen:
#   both frames in one piece:        2000 bytes
#   a piece ends within a frame:     2000 bytes
#   a piece ends with the first one: DecodingError: cannot use a decompressobj multiple times
# Exits with 1 when any of this is no longer so.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q httpx==0.28.1 zstandard==0.25.0
cat > "$work/frames.py" <<'PY'
from collections.abc import Iterator, Sequence

import httpx
import zstandard

compressor = zstandard.ZstdCompressor()
first, second = compressor.compress(b"a" * 1000), compressor.compress(b"b" * 1000)


class Pieces(httpx.SyncByteStream):
    def __init__(self, pieces: Sequence[bytes]) -> None:
        self.pieces = pieces

    def __iter__(self) -> Iterator[bytes]:
        yield from self.pieces


def read(*pieces: bytes) -> str:
    def answer(request: httpx.Request) -> httpx.Response:
        return httpx.Response(200, headers={"content-encoding": "zstd"}, stream=Pieces(pieces))

    try:
        with httpx.Client(transport=httpx.MockTransport(answer)) as client:
            return f"{len(client.get('http://example.org/').content)} bytes"
    except httpx.DecodingError as error:
        return f"DecodingError: {error}"


found = [
    ("both frames in one piece:       ", read(first + second)),
    ("a piece ends within a frame:    ", read(first[:5], first[5:] + second)),
    ("a piece ends with the first one:", read(first, second)),
]
for name, said in found:
    print(name, said)
failed = "DecodingError: cannot use a decompressobj multiple times"
raise SystemExit([said for _, said in found] != ["2000 bytes", "2000 bytes", failed])
PY
"$work/venv/bin/python" "$work/frames.py"
