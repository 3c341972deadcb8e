"""Shoppers who wait."""

import itertools
from datetime import datetime, timedelta
from typing import Any

from shop.catalog.models import Sku
from shop.notices.links import confirm_url
from shop.notices.models import Subscription
from shop.notices.operations import confirm, subscribe
from tests.factories import NOW

_numbers = itertools.count(1)


def token_of(subscription: Subscription) -> str:
    """What stands in the link of the mail that asks."""
    return confirm_url(subscription.pk).rstrip("/").rpartition("/")[2]


def asked(sku: Sku, kind: str = "back", *, at: datetime = NOW, email: str = "", **fields: Any) -> Subscription:
    """A mail address that has not said yes."""
    email = email or f"shopper{next(_numbers)}@example.com"
    return subscribe(sku=sku, kind=kind, email=email, language="zh-hans", at=at, **fields)


def waits(sku: Sku, kind: str = "back", *, at: datetime = NOW, **fields: Any) -> Subscription:
    """A mail address that stands in line since ``at``."""
    return confirm(token=token_of(asked(sku, kind, at=at, **fields)), at=at)


def waiting(sku: Sku, count: int, kind: str = "back") -> list[Subscription]:
    """So many of them, a minute apart."""
    return [waits(sku, kind, at=NOW + timedelta(minutes=number)) for number in range(count)]
