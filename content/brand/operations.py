"""The one way the brand kit and the menus change."""

from typing import Any

from django.db import transaction

from content.brand.errors import ColourTooFaint
from content.brand.events import BrandChanged
from content.brand.models import BrandKit, Menus
from content.brand.rules import faint_colours
from shop.core import audit, events


@transaction.atomic
def save_brand_kit(*, by: Any, kit: BrandKit) -> BrandKit:
    """Store the kit; shop and stories follow at once, posters by ``BrandChanged``.

    Raises ``ColourTooFaint`` for a colour that cannot be read, ``ValidationError`` for malformed fields.
    """
    kit.full_clean()
    for faint in faint_colours(kit):
        raise ColourTooFaint(faint)
    before: Any = BrandKit.objects.filter(pk=kit.pk).values().first() or {}
    kit.save()
    after: Any = BrandKit.objects.filter(pk=kit.pk).values().get()
    changed = sorted(name for name in after if before.get(name) != after[name] and name != "id")
    audit.record(by=by, action="brand.change_kit", subject=kit, data={"changed": changed})
    events.publish(BrandChanged(kit_id=kit.pk))
    return kit


@transaction.atomic
def save_menus(*, by: Any, menus: Menus) -> Menus:
    """Store the menus; every page follows at once. Raises ``ValidationError`` for malformed fields."""
    menus.full_clean()
    menus.save()
    audit.record(by=by, action="brand.change_menus", subject=menus)
    events.publish(BrandChanged(kit_id=menus.pk))
    return menus
