"""A cluster: Dask's workers make parts, ``local:N`` of this machine or those of a scheduler. The extra ``[cluster]``.

They find a build's files and put parts in the folder of parts, which all must see at one path, or in a
:class:`~publisher.edition.store.Store`. A worker that dies costs the part it was at: the scheduler gives it to another.
Dask's port runs what it is sent: docs/operate.md says who may reach it. https://distributed.dask.org/
"""

from __future__ import annotations

import atexit
import logging
import os
import re
import shutil
import tempfile
import threading
import time
import uuid
import warnings
from collections.abc import Callable, Iterable
from concurrent.futures import CancelledError
from contextlib import suppress
from functools import partial
from importlib import import_module, metadata
from pathlib import Path
from typing import Any, NamedTuple

from publisher.edition.store import Store
from publisher.edition.workers import Say, Shared, Task, Workers, packed, unpacked
from publisher.errors import PublisherError, Refused, trouble
from publisher.parts import Parts, key_of, program
from publisher.translation import learn

#: Seconds that a scheduler may take to answer, and workers together to say what they are.
REACH, ANSWER = 10.0, 60.0
#: Seconds that a build waits while there is no worker.
LONELY = 30.0
#: Seconds between two looks at whether the cluster is still there.
_LOOK = 2.0
#: Libraries that talk between machines: two that differ may not understand one another.
_TALK = ("distributed", "dask", "fsspec")
_LOCAL, _REMOTE = re.compile(r"local:([1-9]\d{0,2})"), re.compile(r"(tcp|tls|ws|wss|ucx)://\S+:\d+")


class Place(NamedTuple):
    """Where builder and workers meet, as a worker is told."""

    address: str  #: of the store; the folder of parts where there is none
    mark: str
    store: bool  #: whether inputs and parts go through it, as the folder of parts is not shared

    def opened(self) -> Store:
        """The place as a store."""
        return Store(self.address, self.mark)


class Cluster(Workers):
    """Workers of a scheduler.

    Args:
        address: ``tcp://host:8786`` or another of Dask's, or ``local:N``, which starts N of this machine.
        store: where they meet; None: in ``home``.
        home: the folder of parts.
        say: told what a person should know.

    Raises:
        PublisherError: the extra is not installed, it is no address, nobody answers there, the workers are of another
            version, or one does not see the place.
    """

    alone = False

    def __init__(self, address: str, store: str | None, home: Path, say: Say = lambda text: None):
        self.address, self._say = address, say
        self._shared: tuple[Shared, Any] | None = None
        self._client: Any = None
        self._local: Any = None
        self._opened: Store | None = None
        if not (_LOCAL.fullmatch(address) or _REMOTE.fullmatch(address)):
            raise PublisherError(
                f"--cluster {address}: that is no address of a cluster. Write the scheduler's, tcp://HOST:8786, or "
                "local:2 for two workers of this machine."
            )
        try:
            import distributed  # noqa: F401
        except ImportError:
            raise PublisherError(
                f"--cluster {address}: the extra for clusters is not installed. Run: pip install -c constraints.txt "
                "'.[cluster]', here and for every worker; or build with --jobs."
            ) from None
        try:
            self._place = Place(store or str(home.resolve()), f".{uuid.uuid4().hex}", store is not None)
            self._opened = self._place.opened()
            self._opened.open()
            self._connect()
            self._prove()
        except BaseException:
            self.close()
            raise

    def begin(self, tasks: Iterable[Task], kept: Parts, shared: Shared) -> None:
        for task in tasks:
            if kept.folder is None or kept.has(task.step, task.inputs):
                continue
            key = key_of(task.step, task.inputs)
            if self._place.store and self._store.has(task.step, key):
                kept.expect(task.step, key, partial(self._take, kept, task.step, key))
                continue
            made = self._submit(
                make, packed(task.make, shared, self._store.carry if self._place.store else None), self._at(shared),
                task.step, key, self._place, program(),
            )  # fmt: skip
            kept.expect(task.step, key, partial(self._come, made, kept, task.step, key))

    def close(self) -> None:
        for let_go in (
            self._client and partial(self._client.close, timeout=5),
            self._local and partial(self._local.close, timeout=10),
            self._opened and self._opened.close,
        ):
            if let_go:
                with suppress(Exception):  # what is lost already needs no farewell
                    let_go()
        self._client = self._local = self._opened = None

    @property
    def _store(self) -> Store:
        assert self._opened is not None
        return self._opened

    def _connect(self) -> None:
        from distributed import Client, LocalCluster

        logging.getLogger("distributed").setLevel(logging.CRITICAL + 1)  # what matters is said by us
        warnings.filterwarnings("ignore", module="distributed")
        where: Any = self.address
        try:
            if local := _LOCAL.fullmatch(self.address):
                number = min(int(local[1]), max(2, os.cpu_count() or 1))
                where = self._local = LocalCluster(
                    n_workers=number, threads_per_worker=1, host="127.0.0.1", dashboard_address=None, memory_limit=0,
                    silence_logs=logging.CRITICAL + 1,
                )  # fmt: skip
            self._client = Client(where, timeout=REACH, set_as_default=False)
        except (OSError, TimeoutError, RuntimeError, ValueError) as error:
            raise self._fault(
                f"no scheduler answers there ({str(error).splitlines()[0] or type(error).__name__})",
                "Start one ('dask scheduler') with workers ('dask worker'), or build with --jobs",
            ) from None
        try:
            self._client.wait_for_workers(1, timeout=LONELY)
        except TimeoutError:
            raise self._nobody() from None

    def _prove(self) -> None:
        """See that every worker is of this program and sees the place.

        Raises:
            PublisherError: one is not, or does not.
        """
        workers = sorted(self._client.scheduler_info(n_workers=-1)["workers"])
        until = time.monotonic() + ANSWER

        def asked(work: Callable[..., object], *given: object) -> dict[str, Any]:
            return {name: self._submit(work, *given, workers=[name], priority=100) for name in workers}

        def patient(answer: Callable[..., Any], name: str) -> Any:
            try:
                return answer(timeout=max(0.1, until - time.monotonic()))
            except TimeoutError:
                raise self._fault(f"worker {name} does not answer", "End it and start it again") from None

        for name, found in asked(import_module, __name__).items():  # or what is sent could not be read there
            if patient(found.exception, name) is not None:
                raise self._other(name, "it has none that knows of clusters")
        ours = meet(self._place.address, self._place.mark)
        for name, told in asked(meet, self._place.address, self._place.mark).items():
            theirs = patient(told.result, name)
            if theirs[0] != ours[0]:
                differs = next((f"{n} {a} here, {b} there" for n, a, b in _pairs(ours[0], theirs[0]) if a != b), "")
                raise self._other(name, differs)
            if theirs[1] is not None:
                raise self._fault(f"worker {name} does not see {self._place.address} ({theirs[1]})", _SHARE)

    def _other(self, worker: str, how: str) -> PublisherError:
        return self._fault(
            f"worker {worker} is of another version of the program ({how})",
            "Install the same commit and constraints.txt everywhere, and start the workers again",
        )

    def _nobody(self) -> PublisherError:
        return self._fault(
            "no worker is there", "Start some ('dask worker ADDRESS --nthreads 1'), or build with --jobs"
        )

    def _fault(self, fault: str, remedy: str) -> PublisherError:
        return PublisherError(f"--cluster {self.address}: {fault}. {remedy}.")

    def _submit(self, work: Callable[..., object], *given: object, **how: Any) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of large arguments: what is large is shared, and sent once
            return self._client.submit(work, *given, pure=False, **how)

    def _at(self, shared: Shared) -> Any:
        """What is shared as the result of a task: a worker that comes later gets it too, and none is lost with one."""
        if self._shared is None or self._shared[0] is not shared:
            self._shared = shared, self._submit(same, shared)
        return self._shared[1]

    def _come(self, made: Any, kept: Parts, step: str, key: str) -> None:
        """Wait for a part.

        Raises:
            PublisherError: it cannot be made there, and would fail here for the same reason or for another's fault.
        """
        kind, worker, said = self._answer(made, step)
        if kind == "other":
            raise self._other(worker, said)
        if kind == "trouble":
            raise PublisherError(f"Worker {worker}: {said}")
        if kind == "made":
            if self._place.store:
                self._take(kept, step, key)
            elif kept.folder is not None and not (kept.folder / step / key).is_dir():
                raise self._fault(f"what worker {worker} made is not in {self._place.address}", _SHARE)

    def _take(self, kept: Parts, step: str, key: str) -> None:
        kept.keep(step, key, partial(self._store.take, step, key))

    def _answer(self, made: Any, step: str) -> tuple[str, str, str]:
        """What became of a task, as soon as it is known.

        Raises:
            PublisherError: the cluster is gone, or the task ended one worker after another.
        """
        from distributed import KilledWorker

        seen = time.monotonic()
        while True:
            try:
                told: tuple[str, str, str] = made.result(timeout=_LOOK)
                return told
            except TimeoutError:
                there = self._client.status == "running" and self._client.scheduler_info()["workers"]
                if there:
                    seen = time.monotonic()
                elif time.monotonic() - seen > LONELY:
                    raise self._nobody() from None
            except KilledWorker:
                raise self._fault(
                    f"several workers ended, one after another, while they made a part ({step})",
                    "Give them more memory, or build with --jobs 1",
                ) from None
            except (CancelledError, OSError, RuntimeError) as error:
                raise self._fault(
                    f"the scheduler is gone ({type(error).__name__})", "Start it again, and build again"
                ) from None


_SHARE = "Give --build a folder that all machines see at one path, or --parts the address of a store that all reach"


def _pairs(ours: dict[str, str], theirs: dict[str, str]) -> Iterable[tuple[str, str, str]]:
    return ((name, ours.get(name, "none"), theirs.get(name, "none")) for name in sorted({*ours, *theirs}))


#: A worker makes one part at a time, however many threads it has: it is Python's work, and takes a processor.
_one = threading.Lock()
#: The build that this worker last fetched files for, and where they lie.
_fetched: tuple[str, Path] | None = None


def same(shared: Shared) -> Shared:
    """What is shared, in the memory of a worker."""
    return shared


def meet(address: str, mark: str) -> tuple[dict[str, str], str | None]:
    """What a worker is made of, and why it does not see the place; None: it does."""
    told = {"program": program(), **{name: metadata.version(name) for name in _TALK}}
    try:
        return told, None if Store(address, mark).stands() else "the mark of this build is not there"
    except (PublisherError, OSError) as error:
        return told, str(error)


def make(task: bytes, shared: Shared, step: str, key: str, place: Place, of: str) -> tuple[str, str, str]:
    """Make a part in a worker.

    Returns:
        ``made``; ``trouble``, why the worker or the store cannot; ``other``, a program that is not ``of`` this digest;
        ``here``, the builder should make it and see why. With them the worker's address and words.
    """
    from distributed import get_worker

    worker = str(get_worker().address)
    if program() != of:
        return "other", worker, f"program {of} here, {program()} there"
    try:
        with _one:
            learn(shared.vocabulary.catalogues)
            store = place.opened()
            if place.store:
                store.demand()
            elif not store.stands():
                return "trouble", worker, f"{place.address}: the mark of this build is no longer there. {_SHARE}."
            if not place.store:
                Parts(Path(place.address)).keep(step, key, unpacked(task, shared))
                return "made", worker, ""
            files = _files_of(place)
            made = unpacked(task, shared, partial(store.fetched, folder=files))
            with tempfile.TemporaryDirectory() as folder:
                made(Path(folder))
                store.put(step, key, Path(folder))
            return "made", worker, ""
    except Refused:
        return "here", worker, ""
    except PublisherError as error:
        return "trouble", worker, str(error)
    except Exception as error:
        said = trouble(error)
        return ("here", worker, "") if said is None else ("trouble", worker, said)


def _files_of(place: Place) -> Path:
    """Folder for a build's files; those of the build before go."""
    global _fetched
    if _fetched is None or _fetched[0] != place.mark:
        if _fetched is not None:
            shutil.rmtree(_fetched[1], ignore_errors=True)
        else:
            atexit.register(lambda: shutil.rmtree(_fetched[1], ignore_errors=True) if _fetched else None)
        _fetched = place.mark, Path(tempfile.mkdtemp(prefix="publisher-"))
    return _fetched[1]
