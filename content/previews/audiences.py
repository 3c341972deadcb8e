"""Who looks: what a page shows to whom, where it differs at all.

Prices and goods are the same for every visitor: the shop has no groups of customers, and a limit per person is counted
in the cart. Rooms above say where a page of theirs shows something else to somebody.
"""

from typing import Any

from django.db.models import Model
from django.utils.functional import Promise

_known: dict[type[Model], dict[str, str | Promise]] = {}


def register(model: type[Model], audience: str, label: str | Promise) -> None:
    """Pages of ``model`` show themselves otherwise to ``audience``; their context asks ``shown_as(request)``."""
    _known.setdefault(model, {})[audience] = label


def audiences_of(target: Any) -> dict[str, str | Promise]:
    """By name: to whom, beside a visitor without any history."""
    return _known.get(type(target), {})


def shown_as(request: Any) -> str:
    """As whom a draft is shown; "" for whoever really asks."""
    return str(getattr(request, "shown_as", ""))
