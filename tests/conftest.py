"""How many cases are generated: as many as a change can wait for, or as `make fuzz` looks at."""

import os

from hypothesis import settings

settings.register_profile("desk", max_examples=60, derandomize=True, deadline=None, database=None)
settings.register_profile("fuzz", max_examples=2_000, deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "desk"))
