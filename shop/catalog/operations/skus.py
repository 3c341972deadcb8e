"""Create SKUs, put them on and off sale."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.enums import PriceKind, ProductKind
from shop.catalog.errors import DuplicateCode, DuplicateCombination, InvalidPrice, KindHasNoSkus, KindHasSessions
from shop.catalog.events import PriceChanged, ProductChanged
from shop.catalog.models import Option, OptionValue, PriceEntry, Product, Sku, SkuValue, told_options
from shop.core import audit, events
from shop.core.errors import InvalidInput, StaleState
from shop.core.money import MAX_FEN

MAX_OPTIONS = 5


@transaction.atomic
def create_sku(
    *,
    by: Any,
    product: Product,
    code: str,
    price_fen: int,
    options: Mapping[str, str] | None = None,
    barcode: str = "",
    is_stocked: bool | None = None,
    session_text: str = "",
    source: str = "admin",
    at: datetime | None = None,
) -> Sku:
    """Add a SKU. ``options`` maps option name to value (``{"规格": "5 斤"}``); missing ones are created.

    ``session_text`` names the session of a bookable service, which has no options. ``is_stocked=False``: sold
    without stock. Unless told otherwise that is what is made to order; content always.

    Errors: ``InvalidInput`` (empty code), ``InvalidPrice``, ``DuplicateCode``, ``DuplicateCombination``,
    ``KindHasNoSkus``, ``KindHasSessions``.
    """
    code, barcode = code.strip(), barcode.strip()
    if not code or len(code) > 40:
        raise InvalidInput(_("A SKU code has 1 to 40 characters."), field="code")
    if len(barcode) > 40:
        raise InvalidInput(_("A barcode has at most 40 characters."), field="barcode")
    if not 1 <= price_fen <= MAX_FEN:
        raise InvalidPrice(field="price")
    at = at or timezone.now()
    # One writer per product at a time: options and combinations are read and then written.
    locked = Product.objects.select_for_update(no_key=True).only("pk", "kind").get(pk=product.pk)
    if not ProductKind(locked.kind).is_sold_here:
        raise KindHasNoSkus
    if (locked.kind == ProductKind.SERVICE) != bool(session_text):
        raise KindHasSessions
    if is_stocked is None or locked.kind == ProductKind.PAID_CONTENT:
        is_stocked = locked.kind not in {ProductKind.MADE_TO_ORDER, ProductKind.PAID_CONTENT}
    if Sku.objects.filter(code=code).exists():
        raise DuplicateCode(field="code")
    if len({name.strip()[:30] for name in options or {}}) != len(options or {}) or len(options or {}) > MAX_OPTIONS:
        raise InvalidInput(_("A SKU has at most 5 options, each named once."), field="options")
    pairs = [option_value(product, name, value) for name, value in (options or {}).items()]
    combination = (
        f"#{code}" if session_text else "-".join(str(pk) for pk in sorted(value.pk for _option, value in pairs))
    )
    if Sku.objects.filter(product=product, combination=combination).exists():
        raise DuplicateCombination(field="options")
    text = (session_text or " / ".join(value.value for _option, value in pairs))[:120]
    try:
        with transaction.atomic():
            sku = Sku.objects.create(
                product=product,
                code=code,
                barcode=barcode,
                price_fen=price_fen,
                is_stocked=is_stocked,
                combination=combination,
                option_text=text,
                translations=told_options(text, [value for _option, value in pairs]),
                position=product.skus.count(),
            )
    except IntegrityError as error:
        raise DuplicateCode(field="code") from error
    SkuValue.objects.bulk_create(SkuValue(sku=sku, option=option, value=value) for option, value in pairs)
    PriceEntry.objects.create(sku=sku, kind=PriceKind.ASKED, price_fen=price_fen, at=at, reference=source, by=by)
    audit.record(by=by, action="catalog.create_sku", subject=sku, data={"code": code, "price_fen": price_fen})
    events.publish(PriceChanged(sku_id=sku.pk, product_id=product.pk))
    return sku


def option_value(product: Product, name: str, value: str) -> tuple[Option, OptionValue]:
    name, value = name.strip()[:30], value.strip()[:40]
    if not name or not value:
        raise InvalidInput(_("An option needs a name and a value."), field="options")
    option, _created = Option.objects.get_or_create(
        product=product, name=name, defaults={"position": product.options.count()}
    )
    option_value, _created = OptionValue.objects.get_or_create(
        option=option, value=value, defaults={"position": option.values.count()}
    )
    return option, option_value


@transaction.atomic
def set_sku_active(*, by: Any, sku: Sku, is_active: bool) -> bool:
    """Put a SKU on or off sale, with immediate effect. False if it is so already."""
    if not Sku.objects.filter(pk=sku.pk).exclude(is_active=is_active).update(is_active=is_active):
        return False
    sku.is_active = is_active
    audit.record(by=by, action="catalog.set_sku_active", subject=sku, data={"is_active": is_active})
    events.publish(PriceChanged(sku_id=sku.pk, product_id=sku.product_id))
    return True


@transaction.atomic
def rename_sku(*, by: Any, sku: Sku, text: str) -> bool:
    """Call a SKU that has no options something else; orders keep their words. False if it is called so already."""
    if not Sku.objects.filter(pk=sku.pk).exclude(option_text=text).update(option_text=text):
        return False
    before, sku.option_text = sku.option_text, text
    audit.record(by=by, action="catalog.rename_sku", subject=sku, data={"from": before, "to": text})
    events.publish(PriceChanged(sku_id=sku.pk, product_id=sku.product_id))
    return True


@transaction.atomic
def set_sale_end(*, by: Any, sku: Sku, sale_ends_at: datetime | None, expected: datetime | None) -> bool:
    """From when on a SKU is not sold any more (None: no end), with immediate effect. False if it is so already.

    ``expected`` is what the person saw: if it is another one by now, ``StaleState`` and no change.
    """
    if sale_ends_at == expected:
        return False
    if not Sku.objects.filter(pk=sku.pk, sale_ends_at=expected).update(sale_ends_at=sale_ends_at):
        raise StaleState(field="sale_ends_at")
    sku.sale_ends_at = sale_ends_at
    words = {"to": sale_ends_at.isoformat() if sale_ends_at else ""}
    audit.record(by=by, action="catalog.set_sale_end", subject=sku, data=words)
    events.publish(PriceChanged(sku_id=sku.pk, product_id=sku.product_id))
    return True


@transaction.atomic
def set_code(*, by: Any, sku: Sku, code: str, expected: str) -> bool:
    """Change the code by which people and files name a SKU; what was ordered keeps the old one on its papers.

    False if it is so already; ``StaleState`` if it is not ``expected`` any more, ``DuplicateCode``, ``InvalidInput``.
    """
    code = code.strip()
    if not code or len(code) > 40:
        raise InvalidInput(_("A SKU code has 1 to 40 characters."), field="code")
    if code == expected:
        return False
    try:
        with transaction.atomic():
            is_done = Sku.objects.filter(pk=sku.pk, code=expected).update(code=code)
    except IntegrityError as error:
        raise DuplicateCode(field="code") from error
    if not is_done:
        raise StaleState(field="code")
    sku.code = code
    audit.record(by=by, action="catalog.set_code", subject=sku, data={"from": expected, "to": code})
    events.publish(ProductChanged(product_id=sku.product_id))
    return True


@transaction.atomic
def set_barcode(*, by: Any, sku: Sku, barcode: str, expected: str) -> bool:
    """Change the barcode. False if it is so already; ``StaleState`` if it is not ``expected`` any more."""
    barcode = barcode.strip()
    if len(barcode) > 40:
        raise InvalidInput(_("A barcode has at most 40 characters."), field="barcode")
    if barcode == expected:
        return False
    if not Sku.objects.filter(pk=sku.pk, barcode=expected).update(barcode=barcode):
        raise StaleState(field="barcode")
    sku.barcode = barcode
    audit.record(by=by, action="catalog.set_barcode", subject=sku, data={"from": expected, "to": barcode})
    return True
