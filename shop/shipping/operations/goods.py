"""What is sent by which template, and how much room it takes."""

from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Product, Sku
from shop.core import audit, events
from shop.core.errors import InvalidInput
from shop.shipping.events import FreightChanged
from shop.shipping.models import FreightTemplate, ProductFreight, SkuVolume

MAX_CM3 = 10_000_000


@transaction.atomic
def assign_template(*, by: Any, products: Collection[Product], template: FreightTemplate | None) -> int:
    """Send products by a template of their own (None: by the one for all other goods); returns how many changed."""
    current = dict(ProductFreight.objects.filter(product__in=products).values_list("product", "template"))
    wanted = template.pk if template else None
    changed = [product for product in products if current.get(product.pk) != wanted]
    if not changed:
        return 0
    if template is None:
        ProductFreight.objects.filter(product__in=changed).delete()
    else:
        ProductFreight.objects.bulk_create(
            [ProductFreight(product=product, template=template) for product in changed],
            update_conflicts=True,
            unique_fields=["product"],
            update_fields=["template"],
        )
    for product in changed:
        data = {"template": template.name if template else ""}
        audit.record(by=by, action="shipping.assign_template", subject=product, data=data)
    events.publish(FreightChanged())
    return len(changed)


@transaction.atomic
def set_volume(*, by: Any, sku: Sku, volume_cm3: int | None) -> bool:
    """Say how much room a unit takes; None forgets it. False if nothing changed."""
    if volume_cm3 is not None and not 1 <= volume_cm3 <= MAX_CM3:
        raise InvalidInput(_("The volume is a whole number of cm³ from 1 to %(most)s.") % {"most": f"{MAX_CM3:,}"})
    before = SkuVolume.objects.filter(sku=sku).values_list("volume_cm3", flat=True).first()
    if before == volume_cm3:
        return False
    if volume_cm3 is None:
        SkuVolume.objects.filter(sku=sku).delete()
    else:
        SkuVolume.objects.update_or_create(sku=sku, defaults={"volume_cm3": volume_cm3})
    audit.record(by=by, action="shipping.set_volume", subject=sku, data={"from_cm3": before, "to_cm3": volume_cm3})
    events.publish(FreightChanged())
    return True
