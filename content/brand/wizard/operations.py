"""What the steps write."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from content.brand.errors import NotReady
from content.brand.events import BrandChanged
from content.brand.models import BrandKit
from content.brand.operations import save_brand_kit
from content.brand.wizard.steps import LOGO, has_name, points
from shop.catalog.models import Product, Sku
from shop.catalog.operations.bulk import Goods, add_goods
from shop.catalog.operations.pictures import add_pictures, verified
from shop.core import audit, events
from shop.core.errors import ShopError
from shop.inventory.enums import MovementReason
from shop.inventory.operations import move_stock

Upload = tuple[str, bytes]


@transaction.atomic
def take_step(*, by: Any, kit: BrandKit, step: str) -> BrandKit:
    """Store the kit and that the step was taken, or left for later. A site that has no kit, or one nobody ever named,
    becomes a shop in preparation: visitors read that it opens soon. Raises what ``save_brand_kit`` raises.
    """
    stored = BrandKit.objects.filter(pk=kit.pk).first()
    if stored is None or (stored.opened_at is None and not has_name(stored)):
        kit.is_preparing = True
    if step not in kit.set_up:
        kit.set_up = [*kit.set_up, step]
    return save_brand_kit(by=by, kit=kit)


@transaction.atomic
def give_logo(*, by: Any, kit: BrandKit, upload: Upload) -> BrandKit:
    """Put a picture into the library and make it the logo. ``BadPicture`` with the library's own words."""
    form = verified(*upload)
    form.instance.uploaded_by_user = by
    form.instance.description = _("Logo of %(name)s") % {"name": kit.name}
    kit.logo = form.save()
    return take_step(by=by, kit=kit, step=LOGO)


@transaction.atomic
def add_first_product(
    *,
    by: Any,
    title: str,
    subtitle: str,
    price_fen: int,
    units: int,
    at: datetime,
    upload: Upload | None = None,
) -> Product:
    """A product on sale with one SKU, its units on the shelf and a picture. Raises what those say of their part."""
    goods = Goods(code=_free_code(), title=title, subtitle=subtitle, price_fen=price_fen)
    [added] = add_goods(by=by, goods=[goods], live=True, source="admin", at=at)
    if isinstance(added, ShopError):
        raise added
    if units:
        move_stock(by=by, sku=added.sku, delta=units, reason=MovementReason.RECEIVE, at=at)
    if upload:
        add_pictures(by=by, product_id=added.sku.product_id, pictures=[upload])
    product: Product = Product.objects.get(pk=added.sku.product_id)
    audit.record(by=by, action="brand.first_product", subject=product, data={"code": added.sku.code})
    return product


def _free_code() -> str:
    taken = set(Sku.objects.filter(code__regex=r"^A[0-9]+$").values_list("code", flat=True))
    return next(code for number in range(1, len(taken) + 2) if (code := f"A{number}") not in taken)


@transaction.atomic
def open_shop(*, by: Any, at: datetime) -> bool:
    """Let shoppers in. False if it was open already; ``NotReady`` names what is missing, and nothing changes."""
    kit = BrandKit.objects.select_for_update().order_by("pk").first() or BrandKit()
    missing = [str(point.title) for point in points(kit, at=at) if point.is_needed and not point.is_done]
    if missing:
        raise NotReady(missing)
    if not BrandKit.objects.filter(pk=kit.pk, is_preparing=True).update(is_preparing=False, opened_at=at):
        return False
    audit.record(by=by, action="brand.open_shop", subject=kit)
    events.publish(BrandChanged(kit_id=kit.pk))
    return True
