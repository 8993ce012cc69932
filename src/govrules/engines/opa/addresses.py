"""Where a server is, and how to be let in."""

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where a server is and how to be let in; certificates and keys are files in PEM.

    `timeout` is how many seconds a request may take in all, `ca` the authorities that are trusted
    instead of the usual ones, `cert` and `key` what we show of ourselves.
    """

    url: str
    token: str = field(default="", repr=False)
    ca: Path | None = None
    cert: Path | None = None
    key: Path | None = None
    timeout: float = 60.0

    @property
    def parts(self) -> SplitResult:
        """Return the parts of the address."""
        return urlsplit(self.url)
