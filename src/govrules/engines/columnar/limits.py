"""What the engine may take of the machine, and DuckDB opened within it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from tempfile import TemporaryDirectory
from typing import Any

from govrules.interruptions import Attended

_NEVER = "1TB"
"""How much memory lies idle before it is given back."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What the engine may take: `memory` in bytes, as much as DuckDB thinks fit where none."""

    memory: int | None = None


@contextmanager
def attended(limits: Limits) -> Iterator[Attended]:
    """Have an empty database in this process for as long as the context lasts.

    What does not fit into memory is kept in files that only their owner can read, in a folder of
    their own where the system keeps what is temporary; it is gone when the context ends.

    Raises:
        duckdb.Error: the database cannot be opened.
    """
    import duckdb  # noqa: PLC0415 - whoever only names limits does not wait for it

    with _folder() as folder:
        config: dict[str, Any] = {
            "temp_directory": folder,
            # DuckDB would fetch extensions that it misses; none is needed here.
            "autoinstall_known_extensions": False,
            "autoload_known_extensions": False,
        }
        if limits.memory is None:
            # Given back to the system after each table, it would be cleared again for the next;
            # and threads that do so when idle crash where the system has none left.
            config |= {
                "allocator_background_threads": True,
                "allocator_flush_threshold": _NEVER,
                "allocator_bulk_deallocation_flush_threshold": _NEVER,
            }
        else:
            config["memory_limit"] = f"{limits.memory}B"
        with (
            duckdb.connect(":memory:", config=config) as connection,
            Attended(connection) as database,
        ):
            yield database


@contextmanager
def _folder() -> Iterator[str]:
    """Make a private folder for a while; its name is empty where there is no place for one."""
    try:
        made = TemporaryDirectory(prefix="govrules-", ignore_cleanup_errors=True)
    except OSError:
        # What fits into memory can be judged all the same, and DuckDB says if it does not.
        yield ""
        return
    with made as folder:
        yield folder
