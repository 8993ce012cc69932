"""Rules as code for public administration: what the law required, by when, and what was done."""
