"""The files of a dataset: inside it, readable, digested before they are read and after.

Refuses links out of the dataset, and judging what somebody was still writing.
"""

import hashlib
from pathlib import Path

from govrules.findings import FactsError, Finding, Place
from govrules.sentences import Sentence, failure


class Files:
    """The files read for one dataset; `digests` has each under the path that reports show."""

    def __init__(self) -> None:
        """Start with none."""
        self.digests: dict[str, str] = {}
        self._found: dict[str, Path] = {}

    def read(self, folder: Path | None, file: Path, shown: str) -> bytes:
        """Return the bytes of a file, which must lie in the folder if there is one.

        Raises:
            FactsError: `outside-dataset`, `unreadable-file`.
        """
        try:
            found = self._inside(folder, file, shown)
            data = found.read_bytes()
        except (OSError, RuntimeError) as error:
            # A loop of links is a `RuntimeError` up to Python 3.12.
            raise FactsError([unreadable(shown, error)]) from None
        self._keep(shown, found, f"sha256:{hashlib.sha256(data).hexdigest()}")
        return data

    def path(self, folder: Path, file: Path, shown: str) -> Path:
        """Return where a file really lies, for a reader that opens it itself.

        Raises:
            FactsError: as `read`.
        """
        try:
            found = self._inside(folder, file, shown)
            self._keep(shown, found, _digest(found))
        except (OSError, RuntimeError) as error:
            raise FactsError([unreadable(shown, error)]) from None
        return found

    def changed(self) -> list[Finding]:
        """Digest every file once more, and name those that are no longer what was read."""
        return [
            _changed(shown) for shown, found in self._found.items() if self._differs(shown, found)
        ]

    def _inside(self, folder: Path | None, file: Path, shown: str) -> Path:
        resolved = file.resolve(strict=True)
        if folder is not None and not resolved.is_relative_to(folder.resolve()):
            raise FactsError([_outside(shown)])
        if not resolved.is_file():
            raise FactsError([_no_file(shown)])
        return resolved

    def _keep(self, shown: str, found: Path, digest: str) -> None:
        self.digests[shown], self._found[shown] = digest, found

    def _differs(self, shown: str, found: Path) -> bool:
        try:
            return _digest(found) != self.digests[shown]
        except OSError:
            return True


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return f"sha256:{hashlib.file_digest(file, 'sha256').hexdigest()}"


def unreadable(shown: str, error: Exception) -> Finding:
    """Say that a path cannot be read, and why."""
    return Finding(
        place=Place(path=shown),
        code="unreadable-file",
        message=Sentence("`{path}` cannot be read: {why}", path=shown, why=failure(error)),
        help=Sentence("check that it is there and that you may read it"),
    )


def _outside(shown: str) -> Finding:
    return Finding(
        place=Place(path=shown),
        code="outside-dataset",
        message=Sentence("`{path}` is a link out of the dataset", path=shown),
        help=Sentence("put the file itself into the dataset: what is judged must lie there"),
    )


def _no_file(shown: str) -> Finding:
    return Finding(
        place=Place(path=shown),
        code="unreadable-file",
        message=Sentence("`{path}` cannot be read: it is no regular file", path=shown),
        help=Sentence("put a file there, not a folder, a pipe or a device"),
    )


def _changed(shown: str) -> Finding:
    return Finding(
        place=Place(path=shown),
        code="changed-file",
        message=Sentence("`{path}` was changed while it was read", path=shown),
        help=Sentence("check again when nothing writes to the dataset any more"),
    )
