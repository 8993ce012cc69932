"""EVALUATE: the calculus over an agency's facts; each module is an engine, chosen by its name."""
