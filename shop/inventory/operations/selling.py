"""What selling a SKU draws on, and how much of it may be sold."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.catalog.enums import PriceKind
from shop.catalog.models import PriceEntry, Sku, SkuComponent
from shop.catalog.models.component import MAX_COMPONENT_QUANTITY
from shop.core import audit
from shop.core.errors import InvalidInput
from shop.inventory.errors import StillInUse
from shop.inventory.models import Balance, Quota, QuotaItem, StockItem
from shop.inventory.operations.ledger import MAX_UNITS, announce, lock_own_stock, lock_stock, refresh_plain

MAX_COMPONENTS = 20


@transaction.atomic
def open_stock(*, sku_id: int) -> None:
    """Give a SKU its stock row, if it has none: from then on the lists of what is short know it."""
    if Sku.objects.filter(pk=sku_id, stock=None).exists():
        lock_stock([sku_id])


@transaction.atomic
def set_levels(*, by: Any, sku: Sku, safety: int, low_at: int | None) -> None:
    """How many units are never sold online, and at how many the SKU is low (None: as for all)."""
    if not 0 <= safety <= MAX_UNITS:
        raise InvalidInput(_("Stock is a whole number, zero or more."), field="safety")
    if low_at is not None and not 0 <= low_at <= MAX_UNITS:
        raise InvalidInput(_("Stock is a whole number, zero or more."), field="low_at")
    lock_own_stock(sku.pk)
    StockItem.objects.filter(pk=sku.pk).update(safety=safety, low_at=low_at)
    audit.record(by=by, action="inventory.set_levels", subject=sku, data={"safety": safety, "low_at": low_at})
    announce([sku.pk])


@transaction.atomic
def set_components(*, by: Any, sku: Sku, components: Mapping[int, int]) -> None:
    """Make a SKU a bundle of others (SKU id → units for one bundle); without components it has its own stock again.

    What was sold before keeps what it has reserved. ``StillInUse`` if the SKU has stock of its own or is itself in a
    bundle; ``InvalidInput`` for components that are bundles or have no stock.
    """
    if len(components) > MAX_COMPONENTS:
        raise InvalidInput(
            _("A bundle has at most %(count)s components.") % {"count": MAX_COMPONENTS}, field="components"
        )
    if any(not 1 <= quantity <= MAX_COMPONENT_QUANTITY for quantity in components.values()):
        raise InvalidInput(_("Enter a whole number of units, one or more."), field="components")
    if sku.pk in components:
        raise InvalidInput(_("A bundle cannot contain itself."), field="components")
    rows = lock_stock([sku.pk, *components])
    if components:
        _check_no_stock(rows[sku.pk])
        if SkuComponent.objects.filter(component=sku).exists():
            raise StillInUse(_("This SKU is part of a bundle, so it cannot be a bundle."))
        fit = Sku.objects.filter(pk__in=list(components), is_stocked=True, components=None)
        if not Sku.objects.filter(pk=sku.pk, is_stocked=True).exists() or fit.count() != len(components):
            raise InvalidInput(
                _("A bundle is made of goods that have stock and are not bundles themselves."), field="components"
            )
    SkuComponent.objects.filter(sku=sku).delete()
    SkuComponent.objects.bulk_create(
        SkuComponent(sku=sku, component_id=component_id, quantity=quantity)
        for component_id, quantity in components.items()
    )
    refresh_plain([sku.pk])
    codes = dict(Sku.objects.filter(pk__in=list(components)).values_list("pk", "code"))
    data = {codes[component_id]: quantity for component_id, quantity in components.items()}
    audit.record(by=by, action="inventory.set_components", subject=sku, data=data)
    announce([sku.pk])


@transaction.atomic
def set_stocked(*, by: Any, sku: Sku, is_stocked: bool) -> bool:
    """Sell a SKU from stock, or without stock and without limit. False if it is so already.

    ``StillInUse`` once it was sold (its orders rest on it), while it has stock, or with components.
    """
    row = lock_stock([sku.pk])[sku.pk]
    if Sku.objects.filter(pk=sku.pk, is_stocked=is_stocked).exists():
        return False
    _check_no_stock(row)
    if PriceEntry.objects.filter(sku=sku, kind=PriceKind.SOLD).exists():
        raise StillInUse(_("This SKU has been sold. Make a new one instead."))
    if SkuComponent.objects.filter(sku=sku).exists() or SkuComponent.objects.filter(component=sku).exists():
        raise StillInUse(_("This SKU is part of a bundle, or is one."))
    Sku.objects.filter(pk=sku.pk).update(is_stocked=is_stocked)
    sku.is_stocked = is_stocked
    refresh_plain([sku.pk])
    audit.record(by=by, action="inventory.set_stocked", subject=sku, data={"is_stocked": is_stocked})
    announce([sku.pk])
    return True


def _check_no_stock(row: StockItem) -> None:
    if row.reserved or Balance.objects.filter(stock=row, on_hand__gt=0).exists():
        raise StillInUse(_("This SKU has units of its own. Sell or write them off first."))


@transaction.atomic
def save_quota(*, by: Any, name: str, limit: int, sku_ids: Collection[int], quota: Quota | None = None) -> Quota:
    """Add or change a quota: units that may be sold of these SKUs together, from now on.

    ``InvalidInput`` for a taken name, a SKU with another quota, or a limit below what is taken already.
    """
    name = name.strip()
    if not 1 <= len(name) <= 60:
        raise InvalidInput(_("A quota has a name of 1 to 60 characters."), field="name")
    if not 0 <= limit <= MAX_UNITS:
        raise InvalidInput(_("Stock is a whole number, zero or more."), field="limit")
    if not sku_ids:
        raise InvalidInput(_("Choose at least one SKU."), field="skus")
    former = set(QuotaItem.objects.filter(quota=quota).values_list("sku_id", flat=True)) if quota else set()
    touched = former | set(sku_ids)
    # Stock rows before quotas, as in a sale.
    lock_stock(touched)
    if Quota.objects.filter(name=name).exclude(pk=quota.pk if quota else 0).exists():
        raise InvalidInput(_("Another quota has this name."), field="name")
    if QuotaItem.objects.filter(sku__in=sku_ids).exclude(quota=quota).exists():
        raise InvalidInput(_("One of these SKUs counts against another quota already."), field="skus")
    if quota is None:
        quota = Quota.objects.create(name=name, limit=limit)
    elif not Quota.objects.filter(pk=quota.pk, used__lte=limit).update(name=name, limit=limit):
        raise InvalidInput(_("More than that is taken already."), field="limit")
    QuotaItem.objects.filter(quota=quota).exclude(sku__in=sku_ids).delete()
    QuotaItem.objects.bulk_create(QuotaItem(quota=quota, sku_id=sku_id) for sku_id in sorted(set(sku_ids) - former))
    refresh_plain(touched)
    quota.refresh_from_db()
    audit.record(by=by, action="inventory.save_quota", subject=quota, data={"limit": limit, "skus": sorted(sku_ids)})
    announce(touched)
    return quota


@transaction.atomic
def end_quota(*, by: Any, quota: Quota) -> None:
    """Let its SKUs be sold without it. One that never was used is removed, else it stays with what was taken."""
    skus = set(QuotaItem.objects.filter(quota=quota).values_list("sku_id", flat=True))
    lock_stock(skus)
    QuotaItem.objects.filter(quota=quota).delete()
    refresh_plain(skus)
    audit.record(by=by, action="inventory.end_quota", subject=quota, data={"name": quota.name})
    if not quota.uses.exists():
        quota.delete()
    announce(skus)


def set_apart(*, limit: int, quota: Quota | None = None) -> Quota:
    """A quota that no SKU counts against by itself, or another limit for it. Part of a bigger transaction.

    ``InvalidInput`` for a limit that makes no sense, or is below what is taken already.
    """
    if not 1 <= limit <= MAX_UNITS:
        raise InvalidInput(_("Enter a whole number of units, one or more."), field="limit")
    if quota is None:
        return Quota.objects.create(name=f"apart-{uuid4().hex}", limit=limit, is_apart=True)
    if not Quota.objects.filter(pk=quota.pk, is_apart=True, used__lte=limit).update(limit=limit):
        raise InvalidInput(_("More than that is taken already."), field="limit")
    quota.refresh_from_db()
    return quota
