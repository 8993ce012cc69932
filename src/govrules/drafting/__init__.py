"""The drafter's bench: scenarios and everything that is asked of an act rather than of facts."""
