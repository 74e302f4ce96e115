"""A CKAN of its own for one test: database, queue, index, settings, and the harvester that ckanext-dcat brings.

Everything lies in one folder and listens on the loopback address; the database and the queue are Debian's programs.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import subprocess
import sys
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from worlds import free_port

HERE = Path(__file__).parent
#: Plugins and schema of the two set-ups that ckanext-dcat's documentation describes.
SETUPS: dict[str, dict[str, str]] = {
    "plain": {"ckan.plugins": "harvest ckan_harvester dcat dcat_rdf_harvester"},
    "recommended schema": {
        "ckan.plugins": "harvest ckan_harvester dcat dcat_rdf_harvester scheming_datasets",
        "scheming.dataset_schemas": "ckanext.dcat.schemas:dcat_ap_recommended.yaml",
        "scheming.presets": "ckanext.scheming:presets.json ckanext.dcat.schemas:presets.yaml",
    },
}
_POSTGRES = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))


def missing(home: Path) -> str | None:
    """What a harvest by CKAN lacks on this machine; None: nothing."""
    if not (home / "ckan" / "bin" / "ckan").is_file():
        return f"no CKAN in {home / 'ckan'} (.ci/clients installs it)"
    if not _POSTGRES or not shutil.which("redis-server"):
        return "no PostgreSQL or no Redis (Debian: postgresql, redis-server)"
    return None


class Ckan:
    """A running site; ``with Ckan(home, folder, setup) as site``."""

    def __init__(self, home: Path, folder: Path, setup: str):
        self.home, self.folder, self.setup = home, folder, setup
        self.ports = {name: free_port() for name in ("database", "queue", "index")}
        self.processes: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> Ckan:
        self.folder.mkdir(parents=True)
        self._database()
        self._start(["redis-server", "--port", str(self.ports["queue"]), "--save", "", "--bind", "127.0.0.1"])
        self._start([sys.executable, str(HERE / "search_index.py"), str(self.ports["index"])])
        self._settings()
        self._ckan("db", "init")
        self._ckan("db", "upgrade", "-p", "harvest")
        self._ckan("user", "add", "keeper", "email=keeper@example.org", "password=keeper-keeper")
        self._ckan("sysadmin", "add", "keeper")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for process in reversed(self.processes):
            process.terminate()
            process.wait(timeout=30)

    def harvest(self, address: str) -> dict[str, Any]:
        """Harvest an address as a portal does: gather, fetch, import. The source is made at the first call.

        Returns:
            ``report``: what the job says of itself (``added``, ``updated``, ``deleted``, ``errored`` …);
            ``errors``: the messages; ``datasets``: the datasets that stand afterwards, by ``package_show``.
        """
        done = self._run([str(self.home / "ckan/bin/python"), str(HERE / "ckan_harvest.py"), str(self.ini), address])
        return json.loads(done.splitlines()[-1])  # type: ignore[no-any-return]

    @property
    def ini(self) -> Path:
        """The site's settings."""
        return self.folder / "ckan.ini"

    def _database(self) -> None:
        cluster, program = self.folder / "database", _POSTGRES[-1].parent
        cluster.mkdir()
        user = "postgres" if os.getuid() == 0 else None  # PostgreSQL refuses to run as root
        if user:
            for folder in [self.folder, *self.folder.parents][:4]:
                folder.chmod(folder.stat().st_mode | 0o011)
            shutil.chown(cluster, user)
        self._run([str(program / "initdb"), "-D", str(cluster), "-U", "ckan", "-A", "trust", "-E", "UTF8"], user)
        options = ["-p", str(self.ports["database"]), "-k", str(cluster), "-h", "127.0.0.1"]
        self._start([str(program / "postgres"), "-D", str(cluster), *options], user)
        ready = [str(program / "psql"), "-h", "127.0.0.1", "-p", str(self.ports["database"]), "-U", "ckan", "postgres"]
        for _ in range(100):
            if subprocess.run([*ready, "-c", "CREATE DATABASE ckan"], capture_output=True).returncode == 0:
                return
            time.sleep(0.1)
        raise RuntimeError("The database did not start.")

    def _settings(self) -> None:
        self._run([str(self.home / "ckan/bin/ckan"), "generate", "config", str(self.ini)])
        database = f"postgresql://ckan@127.0.0.1:{self.ports['database']}/ckan"
        settings = {
            "sqlalchemy.url": database,
            "solr_url": f"http://127.0.0.1:{self.ports['index']}/solr/ckan",
            "ckan.redis.url": f"redis://127.0.0.1:{self.ports['queue']}/0",
            "ckan.harvest.mq.type": "redis",
            "ckan.harvest.mq.hostname": "127.0.0.1",
            "ckan.harvest.mq.port": str(self.ports["queue"]),
            "ckan.site_url": "http://127.0.0.1:5000",
            "ckan.auth.create_unowned_dataset": "true",
            **SETUPS[self.setup],
        }
        ini = [f"{name}={value}" for name, value in settings.items()]
        self._run([str(self.home / "ckan/bin/ckan"), "config-tool", str(self.ini), *ini])

    def _ckan(self, *arguments: str) -> str:
        return self._run([str(self.home / "ckan/bin/ckan"), "-c", str(self.ini), *arguments])

    def _start(self, command: list[str], user: str | None = None) -> None:
        log = (self.folder / f"{Path(command[0]).name}-{len(self.processes)}.log").open("wb")
        self.processes.append(
            subprocess.Popen(command, stdout=log, stderr=log, cwd=self.folder, user=user and pwd.getpwnam(user).pw_uid)
        )

    def _run(self, command: list[str], user: str | None = None) -> str:
        uid = user and pwd.getpwnam(user).pw_uid
        done = subprocess.run(command, capture_output=True, text=True, cwd=self.folder, user=uid, timeout=600)
        if done.returncode:
            raise RuntimeError(f"{command[:3]}: {(done.stdout + done.stderr)[-3000:]}")
        return done.stdout
