"""Fetch and build killed at moments spread over a run, half of them while what was made is put in place.

python benchmarks/killed.py [TIMES] [VERB]      # 100 of each by default, of both verbs; some minutes a hundred

What stands after each is held against before and after: neither is mixed. Then the verb is run again, which must
leave the same bytes as a run that nobody disturbed, and nothing beside them. A process that has imported everything
is forked for each, and the system ends it by a timer, without a word to the program.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))
from worlds import PROJECT, SPECIMENS, copy_small_world, fetch_again

import publisher.quality.score
import publisher.web
from publisher import cli, edition
from publisher.edition import history, mirror
from publisher.fetch import fetch
from publisher.package import folder
from publisher.settings import Settings

State = dict[str, str]
WARM = (publisher.quality.score, publisher.web, history, mirror)  # imported, so that a fork need not


@dataclass(frozen=True, kw_only=True)
class Verb:
    """A verb that is killed: its words, where it begins to put in place what it made, and where that is done.

    ``done`` is None when that is at the verb's end.
    """

    words: list[str]
    writes: tuple[ModuleType, str]
    done: tuple[ModuleType, str] | None
    whole: Callable[[State, State, State], bool]  #: seen, before, after


def state(world: Path) -> State:
    """Path to checksum of every file that is published, and where the current edition is."""
    found = {
        str(path.relative_to(world)): hashlib.sha256(path.read_bytes()).hexdigest()
        for part in ("datapackages", "build/editions")
        for path in sorted((world / part).rglob("*"))
        if path.is_file() and not any(piece.startswith(".") for piece in path.relative_to(world).parts)
    }
    if (link := world / "build/current").is_symlink():
        found["current"] = os.readlink(link)
    return found


def remains(world: Path) -> list[str]:
    """What a run that came to its end must not leave."""
    beside = [p.name for p in (world / "datapackages").glob(".*")]
    return beside + [name for name in ("making", "history", "current.new") if (world / "build" / name).exists()]


def whole_packages(seen: State, before: State, after: State) -> bool:
    """All packages are those of before, or all are those of after."""
    return seen in (before, after)


def whole_editions(seen: State, before: State, after: State) -> bool:
    """Every edition that stands has every byte, and the current one is one of them."""
    standing = {path.split("/")[2] for path in seen if path.startswith("build/")}
    expected = {p: s for p, s in after.items() if not p.startswith("build/") or p.split("/")[2] in standing}
    there = seen.get("current", "").removeprefix("editions/") in standing
    return there and expected | {"current": seen["current"]} == seen and before.items() - {
        ("current", before["current"])} <= seen.items()  # fmt: skip


FETCH = Verb(
    words=["fetch", "--date=2024-01-30", "--reason=Rättat.", f"--input={SPECIMENS}/small_world/input/2024-01-30"],
    writes=(folder, "stage"), done=None, whole=whole_packages,
)  # fmt: skip
BUILD = Verb(
    words=["build"], writes=(edition, "write_manifest"), done=(edition, "make_current"), whole=whole_editions,
)  # fmt: skip


def forked(work: Callable[[], object], seconds: float = 600.0) -> None:
    """Do work in a process of its own, which the system ends after some seconds."""
    if (child := os.fork()) == 0:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        signal.setitimer(signal.ITIMER_REAL, max(seconds, 1e-6))
        try:
            work()
        finally:
            os._exit(0)
    os.waitpid(child, 0)


def call(verb: Verb, world: Path) -> None:
    """A verb on a world, in this process."""
    places = (("packages", "datapackages"), ("vocab", "vocab"), ("build", "build"))
    cli.app([*verb.words, "--quiet", *(f"--{name}={world / place}" for name, place in places)], standalone_mode=False)


def patched(place: tuple[ModuleType, str], before: Callable[[], object]) -> None:
    """Let a function do something else first, each time."""
    module, name = place
    original = getattr(module, name)

    def instead(*arguments: Any, **options: Any) -> Any:
        before()
        return original(*arguments, **options)

    setattr(module, name, instead)


def restored(world: Path, first: Path) -> None:
    shutil.rmtree(world, ignore_errors=True)
    shutil.copytree(first, world, symlinks=True)


def measured(verb: Verb, world: Path, marks: Path) -> tuple[float, float]:
    """Seconds of a run, and of putting in place."""

    def run() -> None:
        begun, seen = time.monotonic(), dict[str, float]()
        patched(verb.writes, lambda: seen.setdefault("writes", time.monotonic()))
        if verb.done:
            patched(verb.done, lambda: seen.update(done=time.monotonic()))
        call(verb, world)
        now = time.monotonic()
        marks.write_text(f"{now - begun} {seen.get('done', now) - seen['writes']}")

    forked(run)
    whole, writing = map(float, marks.read_text().split())
    return whole, writing


def leave(verb: Verb, home: Path, times: int, seconds: tuple[float, float]) -> None:
    """Leave in ``left/<n>`` what a kill at each moment leaves: first the even spread, then those while writing."""
    world, first, left = home / "world", home / "first", home / "left"
    left.mkdir()
    half = times // 2
    for number in range(times - half):
        restored(world, first)
        forked(lambda: call(verb, world), seconds[0] * (number + 1) / (times - half))
        world.rename(left / f"{number:03}")

    def fan() -> None:
        """Once the run comes to where it writes: many ends of it."""
        for number in range(half):
            if (child := os.fork()) == 0:
                signal.setitimer(signal.ITIMER_REAL, max(seconds[1] * 1.1 * number / half, 1e-6))
                return
            os.waitpid(child, 0)
            world.rename(left / f"{times - half + number:03}")
            restored(world, begun)
        os._exit(0)

    begun, once = home / "begun", []

    def there() -> None:
        if not once:
            once.append(True)
            restored(begun, world)
            fan()

    def run() -> None:
        patched(verb.writes, there)
        call(verb, world)

    restored(world, first)
    forked(run)


def trial(verb: Verb, times: int, prepare: Callable[[Settings], None]) -> int:
    """Kill a verb at ``times`` moments; how often something was wrong after it."""
    home = Path(tempfile.mkdtemp())
    world, first = home / "world", home / "first"

    def set_up() -> None:
        prepare(copy_small_world(first))

    forked(set_up)
    restored(world, first)
    before = state(world)
    seconds = measured(verb, world, home / "marks")
    after = state(world)
    leave(verb, home, times, seconds)
    kinds = dict.fromkeys(("before", "begun", "after", "between", "mixed", "other bytes", "left over"), 0)
    found = sorted((home / "left").iterdir())
    for one in found:
        shutil.rmtree(world, ignore_errors=True)
        one.rename(world)
        begun = (world / "datapackages" / folder.ORDER).exists()
        if begun:  # check says so, and whoever comes next does this first
            forked(lambda: folder.finish(world / "datapackages"))
        seen = state(world)
        kind = (
            "begun"
            if begun and seen == after
            else "before"
            if seen == before
            else "after"
            if seen == after
            else "between"
        )
        kinds[kind if verb.whole(seen, before, after) else "mixed"] += 1
        forked(lambda: call(verb, world))
        kinds["other bytes"] += state(world) != after
        kinds["left over"] += bool(remains(world))
    shutil.rmtree(home)
    told = ", ".join(f"{number} {kind}" for kind, number in kinds.items())
    print(f"{verb.words[0]}: {len(found)} killed in {seconds[0]:.2f} s, of which {times // 2} in the "
          f"{seconds[1]:.3f} s of writing: {told}", flush=True)  # fmt: skip
    return kinds["mixed"] + kinds["other bytes"] + kinds["left over"] + (len(found) != times)


def published_once(settings: Settings) -> None:
    """The first versions stand."""
    fetch_again(settings, "2023-03-28")


def published_thrice(settings: Settings) -> None:
    """An edition of the first day stands; two later days are to be built, one of which is reconstructed."""
    published_once(settings)
    edition.build(settings)
    fetch_again(settings)
    with (settings.packages / "digitala-las/dataset.yaml").open("a") as file:
        file.write("next_release: 2025-01-30\n")
    fetch(settings, today="2024-06-03", descriptions=True)


def main() -> int:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    os.chdir(PROJECT)
    verbs = {"fetch": (FETCH, published_once), "build": (BUILD, published_thrice)}
    chosen = sys.argv[2:] or list(verbs)
    return sum(trial(verbs[name][0], times, verbs[name][1]) for name in chosen)


if __name__ == "__main__":
    raise SystemExit(min(main(), 1))
