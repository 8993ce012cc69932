"""The command line: composes what the other modules do, decides nothing.

A command is a module of `commands`, imported when it is asked for: `--help` stays quick. Every
end of the program, good or bad, gets its exit code here and nowhere else.
"""

import gc
import os
import signal
import sys
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from time import monotonic
from typing import NoReturn, cast

import click

COMMANDS: Mapping[str, str] = {
    "check": "Judge an agency's tables by the acts: one verdict for each duty.",
    "report": "Write more reports of an assessment that was kept as JSON.",
    "explain": "Show the arithmetic behind a verdict, and what would have been compliant.",
    "graph": "Draw who reports to whom: by the law, or as the agencies are.",
    "test": "Run scenarios: given these facts, these verdicts.",
    "acts": "List the acts that ship, or show the norms and readings of one.",
    "coverage": "Account for every unit of an act: encoded, stated, defining, or why not.",
    "drift": "Find the units of an act again in a newer text of it.",
    "agree": "Judge with two engines and list every difference between them.",
    "bundle": "Write an act as policies for Open Policy Agent, and the input they judge.",
    "gate": "Let a submission pass, or deny it with reasons, as JSON.",
    "schema": "Print the JSON Schema of a document that is read or written.",
}

_EXIT_CODES = """\b
Exit codes:
  0    nothing is wrong, and there was something to look at
  1    violations
  2    the command was written wrongly, or a report cannot be written
  3    something is undetermined, not assessed or unusable; nothing is violated
  4    an act or a data document is invalid or cannot be read
  5    no duty exists, or none applies
  6    a signature, digest or piece of evidence does not check
  7    an engine failed, or there was not enough memory
  8    two engines disagree
  70   a fault in govrules itself
  130  interrupted
"""

_GRACE = 5.0
"""For how many seconds after an interruption another one is none, so that the first can end."""

_USUAL = (signal.SIG_DFL, signal.default_int_handler)

_SELDOM = (100_000, 50, 50)
"""After how many new objects their cycles are looked for, and how much more seldom old ones'."""

USAGE, INVALID, EVIDENCE, ENGINE, DISAGREEMENT, INTERNAL, INTERRUPTED = 2, 4, 6, 7, 8, 70, 130


class Commands(click.Group):
    """The commands, found by their names and imported only when one of them is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - Click's
        """Return the names of the commands in the order of the help."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command."""
        if cmd_name in COMMANDS:
            module = import_module(f"govrules.cli.commands.{cmd_name}")
            return cast("click.Command", module.command)
        if not ctx.resilient_parsing:
            raise click.exceptions.NoSuchCommand(cmd_name, possibilities=COMMANDS, ctx=ctx)
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - Click's
        """Write the commands with their lines of help, without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(cls=Commands, epilog=_EXIT_CODES, context_settings={"max_content_width": 96})
@click.version_option(package_name="govrules")
def govrules() -> None:
    """Check what public bodies did against what the law told them to do."""


class _Interruption:
    """Interrupts what is done; clearing away what it leaves is not interrupted in its turn."""

    last = -_GRACE

    def __call__(self, *_: object) -> None:
        """Take note of a signal.

        Raises:
            KeyboardInterrupt: it is the first for some time.
        """
        now = monotonic()
        if now - _Interruption.last >= _GRACE:
            _Interruption.last = now
            raise KeyboardInterrupt


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the program and end it with the exit code that its outcome calls for."""
    # To be asked to stop is an interruption too, and so is a terminal that was closed: what was
    # begun elsewhere is cleared away. What was begun to outlive its terminal still does.
    known = (getattr(signal, name, None) for name in ("SIGINT", "SIGTERM", "SIGHUP"))
    heard = [each for each in known if each and signal.getsignal(each) in _USUAL]
    for number in heard:
        signal.signal(number, _Interruption())
    # Nearly all that is read is kept to the end: to look through it for garbage again and again
    # takes a quarter of the time of a large dataset.
    gc.set_threshold(*_SELDOM)
    code = run(arguments)
    # All is said: whoever interrupts now must not change the code.
    for number in heard:
        signal.signal(number, signal.SIG_IGN)
    sys.exit(code)


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command and return its exit code; 0 never comes from an exception."""
    try:
        code = govrules.main(args=arguments, prog_name="govrules", standalone_mode=False)
        sys.stdout.flush()
    except click.ClickException as error:
        if error.message:
            error.show()
        return USAGE
    except (click.Abort, KeyboardInterrupt) as error:
        if isinstance(error.__cause__, EOFError):
            return _internal(error.__cause__)
        click.echo("interrupted: nothing was concluded", err=True)
        return INTERRUPTED
    except Exception as error:  # noqa: BLE001 - the last resort: whatever it is, it is no verdict
        return _failed(error)
    return code if isinstance(code, int) else INTERNAL


def _failed(error: Exception) -> int:
    from govrules.findings import (  # noqa: PLC0415 - needed only when something failed
        DisagreementError,
        EngineError,
        EvidenceError,
        FactsError,
        FindingsError,
        PolicyError,
        ReportError,
    )
    from govrules.languages import language  # noqa: PLC0415 - the same
    from govrules.reports import shown  # noqa: PLC0415 - the same
    from govrules.sentences import Sentence  # noqa: PLC0415 - the same

    codes: dict[type[Exception], int] = {
        PolicyError: INVALID,
        FactsError: INVALID,
        EngineError: ENGINE,
        DisagreementError: DISAGREEMENT,
        EvidenceError: EVIDENCE,
        ReportError: USAGE,
    }
    code = codes.get(type(error))
    if code is None or not isinstance(error, FindingsError):
        return _internal(error)
    tell = language(error.language).tell
    for finding in error.findings:
        for line in finding.told(tell).split("\n"):
            click.echo(shown(line), err=True)
    count = len(error.findings)
    judged = Sentence(
        "{count} problem: nothing was judged", "{count} problems: nothing was judged", count=count
    )
    written = Sentence(
        "{count} report was not written", "{count} reports were not written", count=count
    )
    click.echo(tell(written if isinstance(error, ReportError) else judged), err=True)
    return code


def _internal(error: BaseException) -> int:
    from govrules.reports import shown  # noqa: PLC0415 - needed only when something failed

    if os.environ.get("GOVRULES_DEBUG") == "1":
        traceback.print_exception(error)
    said = shown(f"{type(error).__name__}: {error}".replace("\n", " "))
    advice = "run it again with GOVRULES_DEBUG=1 and send what it prints to the maintainers"
    click.echo(f"this is a fault in govrules, no verdict: {said}; {advice}", err=True)
    return INTERNAL
