"""How the tests of this folder run other people's programs, and publish anew under them."""

from __future__ import annotations

import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from publisher import edition
from publisher.settings import Settings


def publish(settings: Settings, *accept: str) -> None:
    """Make an edition of what the packages are now."""
    edition.build(replace(settings, accept=accept))


def run_script(program: Path, script: str, *arguments: str, **environment: object) -> str:
    """What a script of this folder prints when a client's own program runs it; the test is skipped without one."""
    if not program.is_file():
        pytest.skip(f"no {program} (.ci/clients installs it)")
    command = [str(program), str(Path(__file__).parent / script), *arguments]
    known = os.environ | {name: str(value) for name, value in environment.items()}
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, env=known)
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return done.stdout
