"""Freight templates."""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from shop.core import audit, events
from shop.core.errors import InvalidInput
from shop.core.money import MAX_FEN
from shop.customers.regions import name_of, path_of_code
from shop.shipping.enums import Basis
from shop.shipping.errors import TemplateInUse
from shop.shipping.events import FreightChanged
from shop.shipping.models import FreightTemplate, FreightZone
from shop.shipping.rules import Zone

MAX_ZONES = 40
MAX_UNITS = 10_000_000


@transaction.atomic
def save_template(
    *,
    by: Any,
    name: str,
    basis: str,
    zones: Sequence[Zone],
    by_place: bool = False,
    template: FreightTemplate | None = None,
) -> FreightTemplate:
    """Add a template, or write it anew. The first one there is holds for all goods.

    Exactly one zone names no regions (all others), and no region is named twice; ``InvalidInput`` otherwise, and for an
    empty or taken name.
    """
    name = name.strip()
    if not 1 <= len(name) <= 40 or not name.isprintable():
        raise InvalidInput(_("A template has a name of 1 to 40 characters."), field="name")
    if basis not in Basis.values:
        raise InvalidInput(_("Choose what freight is reckoned by."), field="basis")
    _check(zones)
    known = list(FreightTemplate.objects.select_for_update(no_key=True).order_by("pk"))
    if any(other.name == name and other.pk != (template and template.pk) for other in known):
        raise InvalidInput(_("Another template has this name."), field="name")
    row = template or FreightTemplate(is_default=not known)
    row.name, row.basis, row.by_place = name, basis, by_place
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        # Somebody added one of that name, or the first one of all, at the same moment.
        raise InvalidInput(_("Another template has this name."), field="name") from error
    row.zones.all().delete()
    FreightZone.objects.bulk_create(
        FreightZone(
            template=row,
            position=position,
            regions=list(zone.regions),
            delivers=zone.delivers,
            first_units=zone.first_units,
            first_fen=zone.first_fen,
            more_units=zone.more_units,
            more_fen=zone.more_fen,
            free_from_fen=zone.free_from_fen,
        )
        for position, zone in enumerate(zones)
    )
    audit.record(by=by, action="shipping.save_template", subject=row, data={"name": name, "zones": len(zones)})
    events.publish(FreightChanged())
    return row


def _check(zones: Sequence[Zone]) -> None:
    if not 1 <= len(zones) <= MAX_ZONES:
        raise InvalidInput(_("A template has 1 to %(count)s zones.") % {"count": MAX_ZONES})
    if sum(not zone.regions for zone in zones) != 1:
        raise InvalidInput(_("One zone, and only one, names no regions: it holds for all others."))
    seen: set[str] = set()
    for zone in zones:
        for code in zone.regions:
            if not path_of_code(code):
                raise InvalidInput(_("There is no region with the code %(code)s.") % {"code": code[:12]})
            if code in seen:
                raise InvalidInput(_("%(region)s is named twice.") % {"region": name_of(code)})
            seen.add(code)
        if not (1 <= zone.first_units <= MAX_UNITS and 1 <= zone.more_units <= MAX_UNITS):
            raise InvalidInput(_("Units are whole numbers from 1 to %(most)s.") % {"most": f"{MAX_UNITS:,}"})
        sums = (zone.first_fen, zone.more_fen, zone.free_from_fen or 0)
        if not all(0 <= fen <= MAX_FEN for fen in sums) or zone.free_from_fen == 0:
            raise InvalidInput(_("Enter an amount in yuan with at most two decimals, such as 68 or 68.50."))


@transaction.atomic
def make_default(*, by: Any, template: FreightTemplate) -> None:
    """Let it hold for all goods that have no template of their own."""
    list(FreightTemplate.objects.select_for_update(no_key=True).order_by("pk"))
    FreightTemplate.objects.filter(is_default=True).exclude(pk=template.pk).update(is_default=False)
    FreightTemplate.objects.filter(pk=template.pk).update(is_default=True)
    audit.record(by=by, action="shipping.save_template", subject=template, data={"default": True})
    events.publish(FreightChanged())


@transaction.atomic
def remove_template(*, by: Any, template: FreightTemplate) -> None:
    """Remove a template by which nothing is sent. ``TemplateInUse`` otherwise, and for the default one while there are
    others: without the last one everything is sent for nothing.
    """
    others = list(FreightTemplate.objects.select_for_update(no_key=True).exclude(pk=template.pk).order_by("pk"))
    template.refresh_from_db()
    if template.is_default and others:
        raise TemplateInUse(_("All other goods are sent by this template. Let another one hold for them first."))
    count = template.products.count()
    if count:
        raise TemplateInUse(
            ngettext(
                "%(count)s product is sent by it. Give it another template first.",
                "%(count)s products are sent by it. Give them another template first.",
                count,
            )
            % {"count": count}
        )
    audit.record(by=by, action="shipping.remove_template", subject=template, data={"name": template.name})
    try:
        with transaction.atomic():
            template.delete()
    except (ProtectedError, IntegrityError) as error:
        raise TemplateInUse(_("A product has just been given this template.")) from error
    events.publish(FreightChanged())
