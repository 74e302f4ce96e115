"""Workers: who goes ahead and makes parts: nobody, processes of this machine, or those of a cluster (:mod:`.cluster`).

An edition asks for its parts in order and makes what is not kept. Workers only keep what will be asked for; whoever
asks waits for what is under way, and makes it itself where they failed. So the bytes are the same with any workers.
"""

from __future__ import annotations

import io
import os
import pickle
import signal
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

from publisher.errors import PublisherError
from publisher.parts import Parts, key_of
from publisher.translation import learn

if TYPE_CHECKING:
    from publisher.outlines import Outlines
    from publisher.vocabulary import Vocabulary

Say = Callable[[str], None]


@dataclass(frozen=True, kw_only=True)
class Shared:
    """What many tasks look at, and what a worker is therefore sent once."""

    vocabulary: Vocabulary
    outlines: Outlines | None


@dataclass(frozen=True)
class Task:
    """A part to be made: ``step``, ``inputs`` and ``make`` as of :meth:`publisher.parts.Parts.files`.

    ``make`` is a function of a module with what it is handed, or a method of a dataclass: it is pickled. Paths in it
    are those of files that it reads, and no others; it holds no rows.
    """

    step: str
    inputs: object
    make: Callable[[Path], object]


class Workers:
    """Nobody: whoever asks for a part makes it."""

    alone = True

    def begin(self, tasks: Iterable[Task], kept: Parts, shared: Shared) -> None:
        """Let workers make the parts that are not kept, in this order as far as it goes.

        Raises:
            PublisherError: there are no workers any more.
        """

    def close(self) -> None:
        """Let go of the workers, and of what is under way."""


#: Nobody beside this process.
ALONE = Workers()


class Processes(Workers):
    """Processes of this machine. Spawned, so that one starts with nothing but its tasks."""

    alone = False

    def __init__(self, number: int, say: Say = lambda text: None):
        self._number, self._say = min(number, os.cpu_count() or 1), say
        self._pool: ProcessPoolExecutor | None = None
        self._shared: Shared | None = None
        self._broken = False

    def begin(self, tasks: Iterable[Task], kept: Parts, shared: Shared) -> None:
        for task in tasks:
            if self._broken or kept.folder is None or kept.has(task.step, task.inputs):
                continue
            key = key_of(task.step, task.inputs)
            try:
                made = self._at(shared).submit(keep, packed(task.make, shared), task.step, key, kept.folder.resolve())
            except BrokenProcessPool:
                self._tell()
                continue
            kept.expect(task.step, key, partial(self._come, made))

    def close(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        self._pool = None

    def _at(self, shared: Shared) -> ProcessPoolExecutor:
        """The processes, which hold what is shared."""
        if self._pool is None or shared is not self._shared:
            self.close()
            self._pool = ProcessPoolExecutor(self._number, get_context("spawn"), initializer=hold, initargs=(shared,))
            self._shared = shared
        return self._pool

    def _come(self, made: Future[None]) -> None:
        try:
            made.result()
        except BrokenProcessPool:
            self._tell()
        except Exception:  # noqa: S110 - whoever waits makes it, and meets the same fault itself
            pass

    def _tell(self) -> None:
        if not self._broken:
            self._say(
                "A process that built was ended from outside, for want of memory perhaps; this one goes on alone."
            )
        self._broken = True


#: What this process holds of what tasks share.
_held: Shared | None = None


def hold(shared: Shared) -> None:
    """Begin a process that makes parts."""
    global _held
    _held = shared
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # who interrupts the build ends it without a word


def keep(task: bytes, step: str, key: str, folder: Path) -> None:
    """Make a part in a process that :func:`hold` began."""
    assert _held is not None
    learn(_held.vocabulary.catalogues)
    Parts(folder).keep(step, key, unpacked(task, _held))


class _Packer(pickle.Pickler):
    def __init__(self, file: io.BytesIO, shared: Shared, carry: Callable[[Path], object] | None):
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._shared, self._carry = {id(shared.vocabulary): "vocabulary", id(shared.outlines): "outlines"}, carry
        self._shared.pop(id(None), None)

    def persistent_id(self, thing: Any) -> object:
        if id(thing) in self._shared:
            return self._shared[id(thing)]
        return self._carry(thing) if self._carry and isinstance(thing, Path) else None


class _Unpacker(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, shared: Shared, fetch: Callable[[object], Path] | None):
        super().__init__(file)
        self._shared, self._fetch = shared, fetch

    def persistent_load(self, id: Any) -> object:
        if isinstance(id, str):
            return getattr(self._shared, id)
        assert self._fetch is not None
        return self._fetch(id)


def packed(make: Callable[[Path], object], shared: Shared, carry: Callable[[Path], object] | None = None) -> bytes:
    """What a worker is sent: without what is shared, and with what ``carry`` says in the place of each file."""
    _Packer(file := io.BytesIO(), shared, carry).dump(make)
    return file.getvalue()


def unpacked(task: bytes, shared: Shared, fetch: Callable[[object], Path] | None = None) -> Callable[[Path], object]:
    """What was :func:`packed`; ``fetch`` gives the file that ``carry`` told of."""
    made: Callable[[Path], object] = _Unpacker(io.BytesIO(task), shared, fetch).load()
    return made


@contextmanager
def engaged(
    jobs: int, cluster: str | None = None, store: str | None = None, home: Path | None = None,
    say: Say = lambda text: None,
) -> Iterator[Workers]:  # fmt: skip
    """Workers for as long as they are needed.

    Args:
        jobs: processes that build.
        cluster: address of a cluster, which builds in their place.
        store: address where its workers find inputs and put what they made; None: in ``home``.
        home: the folder of parts.
        say: told when some were lost.

    Raises:
        PublisherError: the cluster cannot be worked with.
    """
    workers: Workers = Processes(jobs, say) if jobs > 1 else Workers()
    if cluster is not None and home is not None:
        from publisher.edition.cluster import Cluster

        if jobs > 1:
            raise PublisherError(f"--jobs {jobs} and --cluster {cluster} say who builds in two ways. Give one of them.")
        workers = Cluster(cluster, store, home, say)
    elif store is not None:
        raise PublisherError("--parts is where the workers of a cluster meet. Give --cluster too, or leave it out.")
    try:
        yield workers
    finally:
        workers.close()
