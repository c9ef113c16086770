"""The task for the process that makes files: it loads python-pptx there, and not in the server."""

from pages.components.deck.slide import Deck


def make(deck: Deck) -> bytes:
    """The PowerPoint file of a deck."""
    from pages.components.deck import book

    return book.book(deck)
