"""Reactions to events."""

from shop.core import freshness
from shop.core.events import Event


def forget_pages(event: Event) -> None:
    """Something shoppers see has changed; kept pages are out of date, also those whose process could not say so."""
    freshness.advance()


def forget_figures(event: Event) -> None:
    """A price, the stock or an order has changed, and no words with it."""
    freshness.advance_figures()
