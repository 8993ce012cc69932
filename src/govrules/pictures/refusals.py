"""What a format says that cannot be written on this machine."""

from govrules.sentences import Sentence


class LibraryError(Exception):
    """A format needs something that is not installed; says what, and what to do about it."""

    def __init__(self, message: Sentence, help_: Sentence) -> None:
        """Keep both sentences, for any language to tell."""
        self.message, self.help = message, help_
        super().__init__(f"{message}: {help_}")
