"""A statement that gets no thread: want of memory is told as such, a fault of ours is not."""

from typing import Any

import duckdb
import pytest

from govrules.interruptions import Attended


@pytest.mark.parametrize(
    ("said", "meant"),
    [("can't start new thread", MemoryError), ("cannot schedule", RuntimeError)],
)
def test_only_a_thread_that_cannot_be_had_is_want_of_memory(
    said: str, meant: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anything else that goes wrong stays what it is."""

    def denied(*_: Any) -> None:
        raise RuntimeError(said)

    with duckdb.connect(":memory:") as connection, Attended(connection) as database:
        monkeypatch.setattr("concurrent.futures.ThreadPoolExecutor.submit", denied)
        with pytest.raises(meant):
            database.execute("SELECT 1")
