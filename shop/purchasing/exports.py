"""Purchase orders and suppliers as files: each a table of its own, and one of what stands in it."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from shop.core.money import as_decimal
from shop.exports.registry import Asked, Kind, Sheet, register
from shop.purchasing.models import PurchaseLine, PurchaseOrder, Supplier, SupplierItem
from shop.purchasing.queries import Suggestion, all_suggestions

CHUNK = 500
COST = "catalog.view_cost"


def register_exports() -> None:
    """Make them exportable; called once at start."""
    register(
        Kind(
            key="purchase_orders",
            label=gettext_lazy("Purchase orders"),
            permission="purchasing.view_purchaseorder",
            sensitive=(COST,),
            matching=_orders,
            sheets=_order_sheets,
        )
    )
    register(
        Kind(
            key="suppliers",
            label=gettext_lazy("Suppliers"),
            permission="purchasing.view_supplier",
            sensitive=(COST,),
            matching=lambda asked: Supplier.objects.order_by("-is_active", "name", "pk"),
            sheets=_supplier_sheets,
        )
    )
    register(
        Kind(
            key="purchase_suggestions",
            label=gettext_lazy("Order suggestions"),
            permission="purchasing.change_purchaseorder",
            sensitive=(COST,),
            matching=_suggested,
            sheets=_suggestion_sheets,
        )
    )


def _orders(asked: Asked) -> QuerySet[PurchaseOrder]:
    from shop.purchasing.admin.orders import find_orders

    tab, text = asked.query.get("tab", ""), asked.query.get("q", "")
    return find_orders(tab, text, at=asked.at).order_by("-created_at", "-pk")


def _order_sheets(asked: Asked, orders: QuerySet[PurchaseOrder]) -> Sequence[Sheet]:
    may_cost = COST in asked.sees

    def heads() -> Iterator[list[Any]]:
        for order in orders.select_related("supplier", "place").prefetch_related("lines").iterator(chunk_size=CHUNK):
            lines = list(order.lines.all())
            yield [
                order.number,
                order.supplier.name,
                order.get_state_display(),
                order.created_at,
                order.sent_at,
                order.expected_on,
                str(order.place),
                sum(line.quantity for line in lines),
                sum(line.received for line in lines),
                sum(line.damaged for line in lines),
                *([as_decimal(sum(line.quantity * (line.cost_fen or 0) for line in lines))] if may_cost else []),
            ]

    def lines() -> Iterator[list[Any]]:
        rows = PurchaseLine.objects.filter(order__in=orders.order_by().values("pk"))
        known = rows.select_related("order__supplier", "sku__product").defer("sku__product__body")
        for line in known.order_by("-order__created_at", "-order_id", "position", "pk").iterator(chunk_size=CHUNK):
            yield [
                line.order.number,
                line.order.supplier.name,
                line.sku.code,
                line.sku.full_title,
                line.code,
                line.quantity,
                line.received,
                line.damaged,
                *([_amount(line.cost_fen)] if may_cost else []),
            ]

    head = [
        _("Order number"), _("Supplier"), _("State"), _("Written"), _("Sent"), _("Expected on"), _("Deliver to"),
        _("Ordered"), _("Received"), _("Damaged"), *([_("Cost (yuan)")] if may_cost else []),
    ]  # fmt: skip
    body = [
        _("Order number"), _("Supplier"), _("SKU code"), _("Product"), _("Their code"), _("Ordered"), _("Received"),
        _("Damaged"), *([_("Cost of a unit")] if may_cost else []),
    ]  # fmt: skip
    return [
        Sheet(title=_("Purchase orders"), header=head, rows=heads()),
        Sheet(title=_("Lines"), header=body, rows=lines()),
    ]


def _supplier_sheets(asked: Asked, suppliers: QuerySet[Supplier]) -> Sequence[Sheet]:
    may_cost = COST in asked.sees

    def heads() -> Iterator[list[Any]]:
        for row in suppliers.annotate(item_count=Count("items")).iterator(chunk_size=CHUNK):
            yield [
                row.name,
                row.contact,
                row.phone,
                row.email,
                row.lead_days,
                row.is_active,
                row.item_count,
                row.note,
                *([as_decimal(row.min_order_fen)] if may_cost else []),
            ]

    def items() -> Iterator[list[Any]]:
        known = SupplierItem.objects.select_related("supplier", "sku__product").defer("sku__product__body")
        for item in known.order_by("supplier__name", "supplier", "sku__code").iterator(chunk_size=CHUNK):
            yield [
                item.supplier.name,
                item.sku.code,
                item.sku.full_title,
                item.code,
                item.pack_size,
                item.min_quantity,
                *([_amount(item.cost_fen)] if may_cost else []),
            ]

    head = [
        _("Supplier"), _("Contact person"), _("Phone"), _("Mail address"), _("Lead time in days"), _("Active"),
        _("SKUs"), _("Note"), *([_("Minimum order value")] if may_cost else []),
    ]  # fmt: skip
    body = [
        _("Supplier"), _("SKU code"), _("Product"), _("Their code"), _("Units in a pack"), _("Minimum quantity"),
        *([_("Cost of a unit")] if may_cost else []),
    ]  # fmt: skip
    return [
        Sheet(title=_("Suppliers"), header=head, rows=heads()),
        Sheet(title=_("What they supply"), header=body, rows=items()),
    ]


def _suggestions(asked: Asked) -> Iterator[Suggestion]:
    from shop.purchasing.admin.suggestions import BasisForm

    return all_suggestions(at=asked.at, **BasisForm(asked.query).basis())


def _suggested(asked: Asked) -> QuerySet[SupplierItem]:
    return SupplierItem.objects.filter(pk__in=[row.item.pk for row in _suggestions(asked)]).order_by("pk")


def _suggestion_sheets(asked: Asked, items: QuerySet[SupplierItem]) -> Sequence[Sheet]:
    """The rows of the screen with all numbers of their arithmetic, computed anew."""
    may_cost = COST in asked.sees

    def rows() -> Iterator[list[Any]]:
        for row in _suggestions(asked):
            item, need = row.item, row.need
            yield [
                item.supplier.name,
                item.sku.code,
                item.sku.full_title,
                item.code,
                need.shipped,
                need.days,
                need.span,
                need.demand,
                need.safety,
                need.wanted,
                need.on_hand,
                need.reserved,
                need.expiring,
                need.on_order,
                need.drafted,
                need.missing,
                item.pack_size,
                item.min_quantity,
                row.to_order,
                *([_amount(item.cost_fen), _amount(row.sum_fen)] if may_cost else []),
            ]

    header = [
        _("Supplier"), _("SKU code"), _("Product"), _("Their code"), _("Shipped"), _("in days"), _("Days to last"),
        _("Demand"), _("Safety stock"), _("Wanted"), _("On hand"), _("Reserved"), _("Expiring"), _("On order"),
        _("On drafts"), _("Missing"), _("Units in a pack"), _("Minimum quantity"), pgettext("noun", "Order"),
        *([_("Cost of a unit"), _("Cost (yuan)")] if may_cost else []),
    ]  # fmt: skip
    return [Sheet(title=_("Order suggestions"), header=header, rows=rows())]


def _amount(fen: int | None) -> Any:
    return None if fen is None else as_decimal(fen)
