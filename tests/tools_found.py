"""Programs that tests run beside Python: where they are, and what happens without them."""

import os
import shutil
from pathlib import Path

import pytest


def opa() -> Path:
    """Return the real Open Policy Agent; without it the test is skipped, in CI it fails."""
    return _program(os.environ.get("GOVRULES_OPA", "opa"), "Open Policy Agent")


def chromium() -> Path:
    """Return the browser; without it the test is skipped, in CI it fails."""
    return _program("chromium", "Chromium")


def java() -> Path:
    """Return the Java that Spark runs on; without it the test is skipped, in CI it fails."""
    return _program("java", "Java")


def postgresql() -> Path:
    """Return the folder of a PostgreSQL server's programs; without it as with the others."""
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))  # Debian's, on no one's PATH
    return _program(str(kept[-1]) if kept else "initdb", "PostgreSQL").parent


def _program(command: str, name: str) -> Path:
    found = shutil.which(command)
    if found is not None:
        return Path(found)
    message = f"{name} is not here: `make tools` says how to get it"
    if os.environ.get("CI"):
        pytest.fail(message)
    pytest.skip(message)
