"""Large text is kept packed, and had as if it were not: bytes, parts of them, tags, checksums, a mirror."""

from __future__ import annotations

import hashlib
import json
import random
import re
import shutil
import socket
import subprocess
import tracemalloc
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import pytest
import zstandard
from test_http import Answer, Speaker
from worlds import free_port, settings_of, start_server

from publisher import edition, packed
from publisher.edition.mirror import mirror
from publisher.edition.restoring import restore
from publisher.errors import PublisherError, trouble
from publisher.reader import Reader
from publisher.settings import Settings
from publisher.web.proof import proved

#: Bytes of a frame of the edition below, so that its small files have several.
FRAME = 500
PACKED = [
    *(f"downloads/bredband.{end}" for end in ("csv", "json", "ttl", "sdmx.xml", "sdmx.csv", "jsonstat.json")),
    "datapackages/digitala-las/observations.csv", "datapackages/digitala-las/1.0.0/observations.csv",
]  # fmt: skip
FILE = f"/{PACKED[0]}"


@pytest.fixture(scope="module")
def world(fetched_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """The small world with an edition in which every dataset counts as a large one."""
    folder = tmp_path_factory.mktemp("packed") / "world"
    shutil.copytree(fetched_world, folder)
    settings = settings_of(folder)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed, "ROWS", 0)
        patch.setattr(packed, "FRAME", FRAME)
        edition.build(settings)
    return settings


@pytest.fixture(scope="module")
def folder(world: Settings) -> Path:
    return edition.current(world.build).resolve()


@pytest.fixture(scope="module")
def plain(built_edition: Settings) -> Path:
    """The same edition, none of whose datasets is large."""
    return edition.current(built_edition.build).resolve()


@pytest.fixture(scope="module")
def log(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("log") / "log"


@pytest.fixture(scope="module")
def live(world: Settings, log: Path) -> Iterator[Speaker]:
    """A real server on the edition."""
    with log.open("wb") as file:
        server = start_server(world, port := free_port(), log=file)
    yield Speaker(f"http://127.0.0.1:{port}")
    server.terminate()
    server.wait(timeout=15)


def text(lines: int) -> bytes:
    draw = random.Random(19)
    return b"".join(b"U%05d,%04d,%d,Andel\r\n" % (n // 290, n % 290, draw.randrange(100)) for n in range(lines))


def pack(path: Path, data: bytes, piece: int = 77_777) -> Path:
    with packed.opened(path, True) as file:
        file.writelines(data[start : start + piece] for start in range(0, len(data), piece))
    return packed.at(path)


# --- the file


def test_any_program_that_knows_zstd_reads_a_packed_file(tmp_path: Path) -> None:
    data = text(200_000)
    assert len(data) > 3 * packed.FRAME
    path = pack(tmp_path / "large.csv", data)
    assert "large.csv.zst" == path.name and path.stat().st_size < len(data) / 3
    with path.open("rb") as file:
        assert zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True).read() == data
    if shutil.which("zstd"):
        assert subprocess.run(["zstd", "-d", "-c", path], capture_output=True, check=True).stdout == data


def test_its_last_frame_is_the_table_of_zstds_seekable_format(tmp_path: Path) -> None:
    path = pack(tmp_path / "large.csv", data := text(100_000))
    whole = path.read_bytes()
    number = int.from_bytes(whole[-9:-5], "little")
    assert (whole[-5], whole[-4:]) == (0, (0x8F92EAB1).to_bytes(4, "little"))
    start = len(whole) - 9 - 8 * number - 8
    assert whole[start : start + 4] == (0x184D2A5E).to_bytes(4, "little")
    place, found = 0, []
    for entry in range(start + 8, len(whole) - 9, 8):
        size, length = (int.from_bytes(whole[at : at + 4], "little") for at in (entry, entry + 4))
        if length:
            found.append(zstandard.ZstdDecompressor().decompress(whole[place : place + size]))
            assert len(found[-1]) == length
        place += size
    assert place == start and b"".join(found) == data


def test_any_part_is_read_and_the_checksum_is_that_of_the_text(tmp_path: Path) -> None:
    path, draw = pack(tmp_path / "large.csv", data := text(150_000)), random.Random(1)
    borders = [0, 1, packed.FRAME - 1, packed.FRAME, packed.FRAME + 1, 2 * packed.FRAME, len(data) - 1, len(data)]
    with packed.Packed(path) as file:
        assert (file.size, file.sha256) == (len(data), hashlib.sha256(data).hexdigest())
        for first, end in [(a, b) for a in borders for b in borders] + [
            (draw.randrange(len(data)), draw.randrange(len(data))) for _ in range(50)
        ]:
            assert b"".join(file.text(first, end)) == data[first:end]
    assert packed.facts(tmp_path / "large.csv").bytes == len(data)


def test_the_same_text_is_the_same_bytes_however_it_comes(tmp_path: Path) -> None:
    data = text(100_000)
    one, other = (pack(tmp_path / f"{piece}.csv", data, piece) for piece in (5_000_000, 1_234))
    assert one.read_bytes() == other.read_bytes()


def test_what_is_small_or_no_text_stays_as_it_is(tmp_path: Path) -> None:
    frame = text(100_000)[: packed.FRAME]
    assert pack(tmp_path / "small.csv", frame).read_bytes() == frame
    assert pack(tmp_path / "empty.csv", b"").read_bytes() == b""
    assert pack(tmp_path / "a.parquet", frame + b"x").name == "a.parquet"
    with packed.opened(tmp_path / "of-a-small-dataset.csv", False) as file:
        file.write(frame + b"x")
    assert (tmp_path / "of-a-small-dataset.csv").stat().st_size == len(frame) + 1


def test_a_frame_is_in_memory_and_no_more(tmp_path: Path) -> None:
    data = text(1_000)
    tracemalloc.start()
    try:
        with packed.opened(tmp_path / "large.csv", True) as file:
            for _ in range(2_500):
                file.write(data)
        written = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        with packed.Packed(packed.at(tmp_path / "large.csv")) as there:
            assert sum(map(len, there.text())) == 2_500 * len(data) > 50 * packed.FRAME
        read = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert max(written, read) < 5 * packed.FRAME


@pytest.mark.parametrize("place", [0, 5_000, -3, -20])
def test_a_byte_that_is_another_is_found(tmp_path: Path, place: int) -> None:
    path = pack(tmp_path / "large.csv", data := text(100_000))
    damaged = bytearray(path.read_bytes())
    damaged[place] ^= 0x55
    path.write_bytes(damaged)
    try:
        with packed.Packed(path) as file:
            assert b"".join(file.text()) == data and file.sha256 == hashlib.sha256(data).hexdigest()
    except OSError as error:
        assert error.strerror == "it is damaged" and error.filename == str(path)
    else:
        pytest.fail("nobody saw it")


def test_a_file_that_was_cut_is_damaged(tmp_path: Path) -> None:
    path = pack(tmp_path / "large.csv", text(100_000))
    whole = path.read_bytes()
    for length in (0, 8, len(whole) // 2, len(whole) - 1):
        path.write_bytes(whole[:length])
        with pytest.raises(OSError, match="it is damaged"):
            packed.Packed(path)


# --- the edition


def test_an_edition_has_packed_what_is_large_and_says_what_the_text_is(folder: Path, plain: Path) -> None:
    listed = {one["path"]: one for one in json.loads((folder / "manifest.json").read_bytes())["files"]}
    for path in PACKED:
        assert (folder / f"{path}.zst").is_file() and not (folder / path).exists()
        data = (plain / path).read_bytes()
        assert listed[f"{path}.zst"]["text"] == {"bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        assert listed[f"{path}.zst"]["bytes"] == (folder / f"{path}.zst").stat().st_size
    assert not [path for path in listed if re.search(r"\.(parquet|xlsx|zip|gz|db|md|yaml|txt)\.zst$", path)]
    one, other = (folder / f"datapackages/digitala-las/{place}observations.csv.zst" for place in ("", "2.0.0/"))
    assert not other.exists() or one.samefile(other)


def test_packed_or_not_it_is_the_same_edition(folder: Path, plain: Path, tmp_path: Path) -> None:
    ours, theirs = Reader.open(folder), Reader.open(plain)
    assert ours.files.keys() == theirs.files.keys()
    different = {path for path, digest in theirs.files.items() if ours.files[path] != digest}
    assert different <= {"catalog/report.json"} and ours.catalog == theirs.catalog
    for path in PACKED:
        packed.copy(folder / path, tmp_path / "copy")
        assert (tmp_path / "copy").read_bytes() == (plain / path).read_bytes()


def test_it_is_proved_and_restored_by_what_stands_on_the_disk(world: Settings, folder: Path, tmp_path: Path) -> None:
    proved(folder)
    copy = tmp_path / "copy"
    shutil.copytree(world.build, copy, symlinks=True)
    other = settings_of(tmp_path / "other")
    assert restore(other, copy) == [folder.name]
    path = copy / "editions" / folder.name / f"{PACKED[0]}.zst"
    damaged = bytearray(path.read_bytes())
    damaged[100] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(PublisherError, match=r"bredband\.csv\.zst"):
        restore(settings_of(tmp_path / "third"), copy)


def test_a_mirror_has_the_text(world: Settings, plain: Path, tmp_path: Path) -> None:
    mirror(world, tmp_path / "mirror")
    assert not list((tmp_path / "mirror").rglob("*.zst"))
    for path in PACKED:
        assert (tmp_path / "mirror" / path).read_bytes() == (plain / path).read_bytes()


def test_a_damaged_file_is_told_by_whoever_reads_the_edition(world: Settings, folder: Path, tmp_path: Path) -> None:
    path = folder / f"{PACKED[0]}.zst"
    whole = path.read_bytes()
    damaged = bytearray(whole)
    damaged[60] ^= 0x55
    path.unlink()
    path.write_bytes(damaged)
    try:
        with pytest.raises(OSError, match="it is damaged") as found:
            mirror(world, tmp_path / "mirror")
    finally:
        path.write_bytes(whole)
    told = trouble(found.value)
    assert told is not None and told.startswith(f"{path}: it is damaged. Put it back from a backup")
    assert not (tmp_path / "mirror").exists()


def test_a_build_that_follows_takes_the_packed_parts_and_earlier_versions(world: Settings, tmp_path: Path) -> None:
    home = tmp_path / "world"
    shutil.copytree(world.packages.parent, home, symlinks=True)
    settings = settings_of(home)
    first = edition.current(settings.build).resolve()
    with (settings.vocab / "terms.ttl").open("a", encoding="utf-8") as file:
        file.write("# another edition of the same\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(packed, "ROWS", 0)
        patch.setattr(packed, "FRAME", FRAME)
        second = edition.build(settings)
    assert second != first
    for path in PACKED:
        assert (second / f"{path}.zst").read_bytes() == (first / f"{path}.zst").read_bytes()
    assert (second / f"{PACKED[0]}.zst").samefile(
        next((settings.build / "parts/downloads").rglob(f"{Path(PACKED[0]).name}.zst"))
    )


# --- the answer


def test_the_address_answers_as_it_does_for_text(live: Speaker, live_server: str, plain: Path) -> None:
    other = Speaker(live_server)
    for path in PACKED:
        ours, theirs = live.ask(f"/{path}"), other.ask(f"/{path}")
        assert (ours.status, ours.body) == (200, (plain / path).read_bytes()) == (theirs.status, theirs.body)
        assert seen(ours) == seen(theirs)
        for headers in (
            [("Range", "bytes=0-9")], [("Range", "bytes=-7")], [("Range", f"bytes={FRAME - 2}-{FRAME + 1}")],
            [("Range", f"bytes={FRAME}-")], [("Range", "bytes=999999999-")], [("Range", "bytes=0-4, 5-9")],
            [("Range", "bytes=5-2")], [("Range", "items=1-2")], [("If-None-Match", ours.headers["etag"])],
            [("If-None-Match", '"other"')], [("If-Modified-Since", ours.headers["last-modified"])],
            [("If-Match", '"other"')], [("If-Match", ours.headers["etag"])],
            [("Range", "bytes=0-9"), ("If-Range", ours.headers["etag"])],
            [("Range", "bytes=0-9"), ("If-Range", '"other"')],
            [("Accept-Encoding", "gzip")], [("Accept-Encoding", "zstd, gzip")],
            [("Accept-Encoding", "zstd"), ("Range", "bytes=0-9")],
        ):  # fmt: skip
            ours, theirs = live.ask(f"/{path}", *headers), other.ask(f"/{path}", *headers)
            of_the_way = {"content-length", "transfer-encoding"} if "content-encoding" in theirs.headers else set()
            found = [{n: v for n, v in seen(one).items() if n not in of_the_way} for one in (ours, theirs)]
            assert (path, headers, ours.status, found[0]) == (path, headers, theirs.status, found[1])
            assert of_the_way or ours.body == theirs.body
        ours, theirs = (one.ask(f"/{path}", method="HEAD") for one in (live, other))
        assert (ours.body, seen(ours)) == (b"", seen(theirs))


def seen(answer: Answer) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name not in ("date", "set-cookie")}


def test_what_stands_on_the_disk_has_no_address(live: Speaker) -> None:
    assert live.ask(f"{FILE}.zst").status == 404


def test_several_parts_come_over_the_borders_of_frames(live: Speaker, plain: Path) -> None:
    data = (plain / PACKED[0]).read_bytes()
    wanted = [(FRAME - 1, FRAME), (2 * FRAME - 5, 2 * FRAME + 5), (len(data) - 3, len(data) - 1)]
    answer = live.ask(FILE, ("Range", "bytes=" + ", ".join(f"{first}-{last}" for first, last in reversed(wanted))))
    kind, _, boundary = answer.headers["content-type"].partition("; boundary=")
    assert (answer.status, kind, answer.headers["content-length"]) == (
        206, "multipart/byteranges", str(len(answer.body)),
    )  # fmt: skip
    pieces = answer.body.split(f"--{boundary}".encode())
    assert (pieces[0], pieces[-1]) == (b"", b"--")
    for (first, last), piece in zip(wanted, pieces[1:-1], strict=True):
        head, _, body = piece.partition(b"\r\n\r\n")
        assert f"Content-Range: bytes {first}-{last}/{len(data)}".encode() in head and b"text/csv" in head
        assert body == data[first : last + 1] + b"\r\n"


def test_who_takes_zstd_or_gzip_gets_one_frame_of_it(live: Speaker, plain: Path) -> None:
    data = (plain / PACKED[0]).read_bytes()
    for taken in ("zstd", "gzip"):
        answer = live.ask(FILE, ("Accept-Encoding", taken))
        assert (answer.headers["content-encoding"], answer.headers["vary"]) == (taken, "Accept-Encoding")
        assert answer.headers["etag"].startswith('W/"')
        if taken == "zstd":
            unpacking = zstandard.ZstdDecompressor().decompressobj()
            assert (unpacking.decompress(answer.body), unpacking.eof) == (data, True)
    assert httpx.get(f"http://{live.place}{FILE}", trust_env=False).content == data


def test_a_client_that_goes_away_ends_it(live: Speaker) -> None:
    for _ in range(3):
        with closing(socket.create_connection(live.place.split(":"), timeout=10)) as connection:
            connection.sendall(f"GET {FILE} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
            connection.recv(10)
    assert live.ask(FILE).status == 200


def test_a_damaged_file_is_said_in_one_sentence_and_is_503(
    world: Settings, folder: Path, live: Speaker, log: Path
) -> None:
    path = folder / f"{PACKED[1]}.zst"
    whole = path.read_bytes()
    entries = int.from_bytes(whole[-9:-5], "little")
    for place in (-3, -9 - 8 * entries - 8 - 1, 60):  # the table, the checksum of the text, and the first frame
        before = log.stat().st_size
        damaged = bytearray(whole)
        damaged[place] ^= 0x55
        path.unlink()
        path.write_bytes(damaged)
        answer = live.ask(f"/{PACKED[1]}")
        assert (answer.status, answer.headers["content-type"]) == (503, "application/problem+json")
        lines = [json.loads(line) for line in log.read_text("utf-8")[before:].splitlines()]
        [said] = [line for line in lines if line["level"] == "error"]
        assert "damaged" in json.dumps(said) and Path(PACKED[1]).name in json.dumps(said) and "traceback" not in said
    assert live.ask(f"/{PACKED[1]}", ("Range", f"bytes={FRAME}-{FRAME + 9}")).status == 206
    path.write_bytes(whole)
    assert live.ask(f"/{PACKED[1]}").status == 200


def test_who_has_half_of_a_damaged_file_sees_that_it_is_not_whole(folder: Path, live: Speaker, log: Path) -> None:
    path = folder / f"{PACKED[2]}.zst"
    whole = path.read_bytes()
    with packed.Packed(path) as file:
        size = file.size
    damaged = bytearray(whole)
    damaged[len(whole) * 2 // 3] ^= 0x55
    path.unlink()
    path.write_bytes(damaged)
    before = log.stat().st_size
    try:
        with pytest.raises(httpx.RemoteProtocolError):
            httpx.get(f"http://{live.place}/{PACKED[2]}", headers={"Accept-Encoding": "identity"}, trust_env=False)
    finally:
        path.write_bytes(whole)
    lines = [json.loads(line) for line in log.read_text("utf-8")[before:].splitlines()]
    assert 1 == len([line for line in lines if "found a packed file damaged" == line["event"]])
    assert not [line for line in lines if "traceback" in line]
    assert int(live.ask(f"/{PACKED[2]}").headers["content-length"]) == size
