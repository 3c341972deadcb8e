"""Plan a pre-sale, and change it as long as nobody has seen it open."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from shop.catalog.enums import ProductKind
from shop.catalog.models import Sku
from shop.core import audit, events
from shop.core.money import yuan
from shop.inventory.operations import set_apart
from shop.orders.enums import DepositKind
from shop.orders.rules import most_deposit_fen
from shop.presales.enums import PresaleState
from shop.presales.errors import InvalidPresale, PresaleNotInState
from shop.presales.events import PresaleChanged
from shop.presales.models import Presale
from shop.presales.rules import PresaleTerms, fault_in
from shop.promotions.models import PromotionItem


@transaction.atomic
def plan_presale(*, by: Any, sku: Sku, terms: PresaleTerms, at: datetime) -> Presale:
    """Sell a SKU in advance: in the first window it can be ordered with a deposit, and not the normal way.

    A start in the past means now. ``InvalidPresale`` names the field: windows that are not in a row, a deposit beyond
    what the law allows (Civil Code 586), goods that cannot be sent, another pre-sale of the SKU that is not closed, or
    a promotion in that time.
    """
    terms = replace(terms, opens_at=max(terms.opens_at, at))
    sku = _lock(sku.pk)
    _check(sku, terms, at)
    if sku.presale_until and sku.presale_until > at:
        raise InvalidPresale(_("This SKU has a pre-sale that is not closed yet."), field="sku")
    presale = Presale.objects.create(
        sku=sku,
        quota=set_apart(limit=terms.limit),
        deposit_kind=terms.deposit_kind,
        deposit_fen=terms.deposit_fen,
        created_by=by,
        created_at=at,
        **terms.windows,
    )
    write_window(presale)
    audit.record(by=by, action="presales.plan", subject=presale, data={"limit": terms.limit})
    events.publish(PresaleChanged(presale_id=presale.pk))
    return presale


@transaction.atomic
def change_presale(*, by: Any, presale: Presale, terms: PresaleTerms, at: datetime) -> Presale:
    """Rewrite a pre-sale that has not opened. ``PresaleNotInState`` otherwise; ``InvalidPresale`` as in planning."""
    presale = Presale.objects.select_for_update(no_key=True).select_related(None).get(pk=presale.pk)
    if presale.state_at(at) != PresaleState.PLANNED:
        raise PresaleNotInState
    terms = replace(terms, opens_at=max(terms.opens_at, at))
    _check(_lock(presale.sku_id), terms, at)
    set_apart(limit=terms.limit, quota=presale.quota)
    changes = {"deposit_kind": terms.deposit_kind, "deposit_fen": terms.deposit_fen, **terms.windows}
    Presale.objects.filter(pk=presale.pk).update(**changes)
    presale.refresh_from_db()
    write_window(presale)
    audit.record(by=by, action="presales.change", subject=presale, data={"limit": terms.limit})
    events.publish(PresaleChanged(presale_id=presale.pk))
    return presale


def write_window(presale: Presale) -> None:
    """The SKU knows when it is not sold the normal way; its row, or the pre-sale's, is locked."""
    is_void = presale.called_off_at is not None or presale.closes_at <= presale.opens_at
    Sku.objects.filter(pk=presale.sku_id).update(
        presale_from=None if is_void else presale.opens_at, presale_until=None if is_void else presale.closes_at
    )


def _lock(sku_id: int) -> Sku:
    list(Sku.objects.select_for_update(no_key=True).filter(pk=sku_id).values_list("pk"))
    return Sku.objects.select_related("product").get(pk=sku_id)


def _check(sku: Sku, terms: PresaleTerms, at: datetime) -> None:
    if not sku.is_offered(at) or sku.product.kind != ProductKind.PHYSICAL:
        raise InvalidPresale(_("Only goods that are on sale and sent as they are can be sold in advance."), field="sku")
    if terms.deposit_kind not in DepositKind.values:
        raise InvalidPresale(_("Choose a kind of deposit."), field="deposit_kind")
    most = most_deposit_fen(terms.deposit_kind, sku.price_fen)
    if not 1 <= terms.deposit_fen <= most:
        raise InvalidPresale(
            _("The deposit is ¥0.01 to ¥%(most)s.") % {"most": yuan(max(most, 0))}, field="deposit_fen"
        )
    if field := fault_in(terms, at):
        raise InvalidPresale(_ORDER[field](), field=field)
    clash = PromotionItem.objects.filter(
        sku=sku,
        promotion__cancelled_at=None,
        promotion__starts_at__lt=terms.closes_at,
        promotion__ends_at__gt=terms.opens_at,
    )
    if item := clash.select_related("promotion").first():
        message = _("In that time it has another price: %(name)s. End that first, or choose another time.")
        raise InvalidPresale(message % {"name": item.promotion.name}, field="opens_at")


_ORDER: dict[str, Callable[[], str]] = {
    "closes_at": lambda: _("It closes after it opens, and not before now."),
    "balance_from": lambda: _("The balance can be paid once the pre-sale is closed."),
    "balance_until": lambda: _("There are at least 24 hours to pay the balance."),
    "ship_on": lambda: _("The promised day is none before the balance is due, and within a year of the opening."),
}
