"""How many shoppers wait for a SKU, asked from below: the rooms above know, and register here.

``microbrand/wiring.py`` says who answers.
"""

from collections.abc import Callable, Iterable

Provider = Callable[[Iterable[int]], dict[int, int]]
_providers: list[Provider] = []


def connect(*providers: Provider) -> None:
    """Answer ``provider(sku_ids)`` with the number of those who wait, by SKU id; one query."""
    _providers.extend(provider for provider in providers if provider not in _providers)


def waiting(sku_ids: Iterable[int]) -> dict[int, int]:
    """How many wait, by SKU id; those nobody waits for are absent."""
    ids = list(sku_ids)
    found: dict[int, int] = {}
    for provider in _providers if ids else ():
        for sku_id, count in provider(ids).items():
            found[sku_id] = found.get(sku_id, 0) + count
    return found
