"""Fetch and build killed at moments spread over a whole run; what stands after each is held against before and after.

python benchmarks/killed.py [TIMES]        # 100 by default, of each; some minutes a hundred
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from worlds import PROJECT, copy_small_world, fetch_again


def state(folder: Path) -> dict[str, str]:
    """Checksum of every file below a folder that is not hidden."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    }


def run(world: Path, verb: list[str], after: float | None) -> float:
    """A verb in a process of its own, killed after some seconds; how long it took."""
    begun = time.monotonic()
    options = [f"--{name}={world / place}" for name, place in (
        ("packages", "datapackages"), ("vocab", "vocab"), ("build", "build"))]  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "publisher", *verb, "--quiet", *options], cwd=PROJECT, env=dict(os.environ),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        process.wait(after)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    return time.monotonic() - begun


def trial(verb: list[str], part: str, times: int) -> int:
    """Kill a verb at ``times`` moments; how often what stood was neither the state before nor that after."""
    home = Path(tempfile.mkdtemp())
    settings = copy_small_world(home / "first")
    fetch_again(settings, "2023-03-28")
    shutil.copytree(home / "first", home / "whole")
    took = run(home / "whole", verb, None)
    before, after = state(home / "first" / part), state(home / "whole" / part)
    mixed = late = 0
    for number in range(times):
        shutil.rmtree(home / "trial", ignore_errors=True)
        shutil.copytree(home / "first", home / "trial")
        run(home / "trial", verb, took * (number + 1) / times)
        seen = state(home / "trial" / part)
        late += seen == after
        mixed += seen not in (before, after)
    shutil.rmtree(home)
    print(f"{verb[0]}: killed {times} times, {late} after all was done, {mixed} mixed", flush=True)
    return mixed


def main() -> int:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    later = [
        "fetch",
        "--date=2024-01-30",
        "--reason=Rättat.",
        f"--input={PROJECT}/tests/specimens/small_world/input/2024-01-30",
    ]
    return trial(later, "datapackages", times) + trial(["build"], "build/editions", times)


if __name__ == "__main__":
    raise SystemExit(min(main(), 1))
