"""Servers started for a measurement, their processor time and memory, and the load generator ``wrk``."""

from __future__ import annotations

import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

#: Clock ticks a second, in ``/proc``.
TICKS = os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    """A port of the loopback address that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Server:
    """A running server, of one process or several."""

    process: subprocess.Popen[bytes]
    base: str

    def pids(self) -> list[int]:
        """The process and all that came of it."""
        found, queue = [], [self.process.pid]
        while queue:
            pid = queue.pop()
            found.append(pid)
            try:
                queue += [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
            except OSError:
                continue
        return found

    def seconds(self) -> float:
        """Processor seconds used so far, all processes together."""
        total = 0
        for pid in self.pids():
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            total += int(fields[11]) + int(fields[12])
        return total / TICKS

    def settle(self) -> None:
        """Wait until what the server prepares beside has come to its end, two minutes at most."""
        for _ in range(120):
            before = self.seconds()
            time.sleep(1)
            if self.seconds() - before < 0.1:
                break

    def resident(self) -> int:
        """Resident megabytes of the largest process."""
        sizes = [0]
        for pid in self.pids():
            try:
                status = Path(f"/proc/{pid}/status").read_text()
            except OSError:
                continue
            if match := re.search(r"VmRSS:\s+(\d+)", status):
                sizes.append(int(match[1]))
        return max(sizes) // 1024


@contextmanager
def running(
    command: Sequence[str], port: int, ready: str, env: Mapping[str, str] | None = None, log: Path = Path(os.devnull)
) -> Iterator[Server]:
    """Start a server, wait until ``ready`` answers 200, stop it at the end; what it says on stderr goes to ``log``.

    Raises:
        RuntimeError: it did not become ready within a minute.
    """
    with log.open("wb") as said:
        process = subprocess.Popen(
            command,
            stdout=subprocess.DEVNULL,
            stderr=said,
            env={**os.environ, **(env or {})},
            start_new_session=True,
        )
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                with urllib.request.urlopen(base + ready, timeout=30) as answer:
                    if answer.status == 200:
                        break
            except (urllib.error.URLError, OSError):
                time.sleep(0.2)
        else:
            raise RuntimeError(f"{' '.join(command)}: not ready within a minute")
        yield Server(process, base)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)


def ours(build: Path, workers: int, port: int) -> list[str]:
    """The command that serves an edition."""
    options = {"--build": build, "--port": port, "--workers": workers}
    return [sys.executable, "-m", "publisher", "serve", "--quiet", *(str(x) for pair in options.items() for x in pair)]


@dataclass(frozen=True)
class Load:
    """What a run gave."""

    rate: float  #: requests a second
    p50: float  #: milliseconds
    p99: float  #: milliseconds
    failed: int  #: answers that were not 2xx or 3xx, and broken connections


def have(program: str) -> bool:
    """Whether a program is installed."""
    return shutil.which(program) is not None


def wrk(url: str, seconds: float, connections: int, script: Path | None = None) -> Load:
    """Ask one address, or what a script says, as fast as it is answered.

    Raises:
        RuntimeError: wrk said nothing that can be read.
    """
    command = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--latency"]
    if script is not None:
        command += ["-s", str(script)]
    said = subprocess.run([*command, url], capture_output=True, text=True, check=False).stdout
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if rate is None:
        raise RuntimeError(f"wrk: {said or 'no answer'}")
    failed = sum(int(n) for n in re.findall(r"Non-2xx or 3xx responses: (\d+)", said))
    if sockets := re.search(r"Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)", said):
        failed += sum(map(int, sockets.groups()))
    return Load(float(rate[1]), _milliseconds(said, "50%"), _milliseconds(said, "99%"), failed)


def _milliseconds(said: str, quantile: str) -> float:
    match = re.search(rf"{re.escape(quantile)}\s+([\d.]+)(us|ms|s)", said)
    if match is None:
        return float("nan")
    return float(match[1]) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[match[2]]


def table(header: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print rows in columns, all but the first to the right."""
    texts = [list(header), *([str(cell) for cell in row] for row in rows)]
    widths = [max(len(line[i]) for line in texts) for i in range(len(header))]
    for line in texts:
        first, *others = [text.rjust(width) for text, width in zip(line, widths, strict=True)]
        print("  ".join([first.strip().ljust(widths[0]), *others]))
