"""The commands; the name of a module is the name of its command."""
