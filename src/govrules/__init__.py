"""Rules as code for public administration: what the law required, by when, and what was done."""

# Read from here: to ask for the metadata of what is installed loads the library of e-mail first.
__version__ = "0.1.0"
