"""Publish and unpublish products by operation, and put their state back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from wagtail.signals import published, unpublished

from shop.catalog.models import Product
from shop.core.errors import ShopError, StaleState

_MOMENTS = ("first_published_at", "last_published_at")
_STATE = ("live", "has_unpublished_changes", "live_revision_id", "expired", *_MOMENTS)

State = dict[str, Any]


class IsScheduled(ShopError):
    """A product that is to appear or disappear at a set time is not published by hand beside that."""

    code = "is_scheduled"
    message = _("This product is scheduled. Change its schedule in its own page.")


def _state(product: Product) -> State:
    values = {name: getattr(product, name) for name in _STATE}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in values.items()}


@transaction.atomic
def set_live(*, by: Any, product_id: int, live: bool, at: datetime) -> tuple[State, State]:
    """Publish a product (its latest draft) or take it off the shop; returns its state before and after.

    ``StaleState`` if it is so already or gone, ``IsScheduled`` if its draft waits for a set time.
    """
    product = Product.objects.select_for_update(no_key=True).filter(pk=product_id).exclude(live=live).first()
    if product is None:
        raise StaleState(field="live")
    before = _state(product)
    if not live:
        product.unpublish(user=by)
    elif product.latest_revision:
        draft = product.latest_revision.as_object()
        if (draft.go_live_at and draft.go_live_at > at) or (draft.expire_at and draft.expire_at <= at):
            raise IsScheduled(field="live")
        product.latest_revision.publish(user=by)
    else:
        product.live, product.has_unpublished_changes, product.expired = True, False, False
        product.first_published_at = product.first_published_at or at
        product.last_published_at = at
        product.save()
        published.send(sender=Product, instance=product, revision=None)
    return before, _state(Product.objects.get(pk=product_id))


@transaction.atomic
def put_state_back(*, product_id: int, expected: State, state: State) -> None:
    """Undo ``set_live``: give a product the state it had. ``StaleState`` if it is not as ``expected`` any more."""
    product = Product.objects.select_for_update(no_key=True).filter(pk=product_id).first()
    if product is None or _state(product) != expected:
        raise StaleState(field="live")
    for name, value in state.items():
        setattr(product, name, parse_datetime(value) if name in _MOMENTS and value else value)
    product.save(update_fields=list(state))
    signal = published if product.live else unpublished
    signal.send(sender=Product, instance=product)
