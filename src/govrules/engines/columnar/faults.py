"""What is told when a database is not to be had, or fails: no way leads from here to a verdict."""

from govrules.findings import EngineError, Finding, Place
from govrules.sentences import Sentence

NAME = "columnar"


def without(library: str, extra: str) -> EngineError:
    """Say that a library is not installed."""
    message = Sentence("the engine needs `{library}`, which is not installed", library=library)
    help_ = Sentence(
        "install `govrules[{extra}]`, or judge with `--engine {engine}`",
        extra=extra,
        engine="reference",
    )
    return _fault("engine-not-installed", message, help_)


def without_java() -> EngineError:
    """Say that there is no Java, on which Spark runs."""
    message = Sentence("the engine needs Java, which is not found")
    help_ = Sentence(
        "install a Java that Spark runs on, or name the folder of one in `{variable}`; "
        "or judge with `--engine {engine}`",
        variable="JAVA_HOME",
        engine="reference",
    )
    return _fault("engine-not-installed", message, help_)


def unreachable(database: str, error: object) -> EngineError:
    """Say that a database cannot be asked; why is told by itself or by a sentence of ours."""
    why = error if isinstance(error, Sentence) else _line(error)
    message = Sentence("{database} is not to be had: {why}", database=database, why=why)
    help_ = Sentence(
        "see whether it runs at that address and lets you in, or judge with `--engine {engine}`",
        engine="reference",
    )
    return _fault("engine-not-available", message, help_)


def in_the_clear(database: str, host: str) -> EngineError:
    """Refuse to send data to another machine where others can read along."""
    message = Sentence(
        "{database} on `{host}` would be sent the data in the clear", database=database, host=host
    )
    help_ = Sentence(
        "have the connection encrypted, or ask a server on this machine; "
        "or judge with `--engine {engine}`",
        engine="reference",
    )
    return _fault("engine-not-safe", message, help_)


def lost(database: str, error: object) -> EngineError:
    """Say that a database went away while it worked."""
    message = Sentence(
        "{database} went away while it worked: {why}", database=database, why=_line(error)
    )
    help_ = Sentence(
        "look into its log for the cause and judge again, or judge with `--engine {engine}`",
        engine="reference",
    )
    return _fault("engine-lost", message, help_)


def failed(error: object) -> EngineError:
    """Say that a statement failed, which no plan may bring about."""
    message = Sentence("the engine failed: {why}", why=_line(error))
    help_ = Sentence(
        "judge with `--engine {engine}`, and send this to the maintainers", engine="reference"
    )
    return _fault("engine-failed", message, help_)


def no_memory(limit: int | None) -> EngineError:
    """Say that memory does not suffice, even with what is kept in files meanwhile."""
    message = Sentence("the engine needs more memory than this machine gives it")
    if limit is not None:
        message = Sentence(
            "the engine needs more memory than the {megabytes} MB it may take",
            megabytes=limit // 10**6,
        )
    help_ = Sentence("give it more with `--memory`, or judge fewer norms at a time with `--norm`")
    return _fault("out-of-memory", message, help_)


def no_room() -> EngineError:
    """Say that what does not fit into memory does not fit on the disk either."""
    message = Sentence("the disk has no room for what does not fit into memory")
    help_ = Sentence(
        "make room, name another folder in the variable `TMPDIR`, or give more with `--memory`"
    )
    return _fault("out-of-room", message, help_)


def _line(error: object) -> str:
    words = " ".join(str(error).split())
    most = 300
    return words if len(words) <= most else words[:most] + "…"


def _fault(code: str, message: Sentence, help_: Sentence) -> EngineError:
    return EngineError([Finding(place=Place(path=NAME), code=code, message=message, help=help_)])
