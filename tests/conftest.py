"""How many cases are generated: as many as a change can wait for, or as `make fuzz` looks at."""

import os
from collections import Counter

import pytest
from hypothesis import settings

settings.register_profile("desk", max_examples=60, derandomize=True, deadline=None, database=None)
settings.register_profile("fuzz", max_examples=2_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "desk"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say at the end how much was drawn and judged, all shards and workers together."""
    counted = Counter[str]()
    reports = (each for outcome in terminalreporter.stats.values() for each in outcome)
    for report in reports:
        # What a test recorded stands in the report of its call and again in that of its end.
        own = report.user_properties if getattr(report, "when", "") == "call" else ()
        for name, number in own:
            if name.startswith("drawn "):
                counted[name] += number
    for name, number in counted.items():
        terminalreporter.write_line(f"{name}: {number}")
