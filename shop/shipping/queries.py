"""Reads of freight used by more than one caller."""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any

from django.db.models import BigIntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from shop.catalog.enums import ProductKind
from shop.catalog.models import Product
from shop.shipping.enums import Basis
from shop.shipping.models import FreightTemplate, FreightZone, ProductFreight, SkuVolume
from shop.shipping.rules import FreightQuote, FreightTable, Item, NoDelivery, Template, Terms, Zone, terms_of

# SKU ids → the place each is sent from: asked only if a template charges by place.
PlaceOf = Callable[[Collection[int]], Mapping[int, int]]


def with_freight(rows: QuerySet[Any], *, sku: str = "") -> QuerySet[Any]:
    """SKUs (or rows that lead to one by ``sku``) with ``freight_template_id`` and ``volume_cm3``: no query more."""
    product, unit = (f"{sku}__product", sku) if sku else ("product", "pk")
    own = ProductFreight.objects.filter(product=OuterRef(product)).values("template")
    volume = SkuVolume.objects.filter(sku=OuterRef(unit)).values("volume_cm3")
    annotated: QuerySet[Any] = rows.annotate(freight_template_id=_or_default(own), volume_cm3=Subquery(volume))
    return annotated


def _or_default(own: QuerySet[Any]) -> Coalesce:
    """The template of its own, else the one for all other goods."""
    default = FreightTemplate.objects.filter(is_default=True).values("pk")[:1]
    return Coalesce(Subquery(own), Subquery(default), output_field=BigIntegerField())


def freight_item(sku: Any, *, source: Any, quantity: int, value_fen: int) -> Item:
    """A line to be sent; ``source`` is the row of ``with_freight``. What goes into no parcel costs none."""
    is_sent = ProductKind(sku.product.kind).is_shipped
    return Item(
        sku_id=sku.pk,
        quantity=quantity,
        value_fen=value_fen,
        template_id=source.freight_template_id if is_sent else None,
        weight_g=sku.weight_g or 0,
        volume_cm3=source.volume_cm3 or 0,
    )


def templates_of(pks: Collection[int]) -> dict[int, Template]:
    """Templates with their zones. One query."""
    found: dict[int, list[FreightZone]] = {}
    for row in FreightZone.objects.filter(template__in=pks).select_related("template").order_by("position"):
        found.setdefault(row.template_id, []).append(row)
    return {pk: _template(rows[0].template, rows) for pk, rows in found.items()}


def _template(row: FreightTemplate, zones: Sequence[FreightZone]) -> Template:
    return Template(
        pk=row.pk,
        name=row.name,
        basis=Basis(row.basis),
        by_place=row.by_place,
        zones=tuple(as_zone(zone) for zone in zones),
    )


def as_zone(row: FreightZone) -> Zone:
    """The row as ``rules`` know it."""
    return Zone(
        regions=tuple(row.regions),
        delivers=row.delivers,
        first_units=row.first_units,
        first_fen=row.first_fen,
        more_units=row.more_units,
        more_fen=row.more_fen,
        free_from_fen=row.free_from_fen,
    )


def freight(items: Sequence[Item], *, region: str, place_of: PlaceOf | None = None) -> FreightQuote | NoDelivery:
    """What it costs to send ``items`` to a region, by its code. No query if none of them has a template, else one."""
    return freight_table(items, place_of=place_of).to(items, region)


def freight_table(items: Sequence[Item], *, place_of: PlaceOf | None = None) -> FreightTable:
    """What sending any of ``items`` to any region costs: for more than one parcel. The same queries."""
    templates = templates_of({item.template_id for item in items if item.template_id is not None})
    split = {item.sku_id for item in items if item.template_id is not None and templates[item.template_id].by_place}
    return FreightTable(templates, place_of(split) if split and place_of else {})


def depends_on_region(items: Sequence[Item]) -> bool:
    """Whether anybody has to know where it goes."""
    return any(item.template_id is not None for item in items)


def terms_for(product: Product) -> Terms | None:
    """What the product's page says about freight; None if it is sent for nothing, or not sent. One query."""
    if not ProductKind(product.kind).is_shipped:
        return None
    own = ProductFreight.objects.filter(product=product).values("template")
    zones = FreightZone.objects.filter(template=_or_default(own))
    rows = [as_zone(row) for row in zones.order_by("position")]
    return terms_of(rows) if rows else None
