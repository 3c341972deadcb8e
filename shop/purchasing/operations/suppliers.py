"""Suppliers and what they supply."""

from dataclasses import asdict, dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from shop.catalog.models import Sku
from shop.core import audit
from shop.core.errors import InvalidInput
from shop.core.money import MAX_FEN
from shop.inventory.errors import NoStockOfItsOwn
from shop.inventory.queries import own_stock
from shop.purchasing.models import MAX_UNITS, Supplier, SupplierItem

MAX_LEAD_DAYS = 365


@dataclass(frozen=True, kw_only=True)
class SupplierData:
    """A supplier as it is to be."""

    name: str
    contact: str = ""
    phone: str = ""
    email: str = ""
    lead_days: int = 7
    min_order_fen: int = 0
    note: str = ""
    is_active: bool = True


@dataclass(frozen=True, kw_only=True)
class ItemData:
    """On what terms a supplier delivers a SKU. ``cost_fen`` None: not known."""

    code: str = ""
    cost_fen: int | None = None
    pack_size: int = 1
    min_quantity: int = 1


@transaction.atomic
def save_supplier(*, by: Any, data: SupplierData, supplier: Supplier | None = None) -> Supplier:
    """Add or change a supplier; ``InvalidInput`` names the field."""
    values = {name: value.strip() if isinstance(value, str) else value for name, value in asdict(data).items()}
    _check_supplier(values)
    if Supplier.objects.filter(name=values["name"]).exclude(pk=supplier.pk if supplier else 0).exists():
        raise InvalidInput(_("Another supplier has this name."), field="name")
    if supplier is None:
        supplier = Supplier.objects.create(**values)
    else:
        Supplier.objects.filter(pk=supplier.pk).update(**values)
        supplier.refresh_from_db()
    audit.record(by=by, action="purchasing.save_supplier", subject=supplier, data={"name": supplier.name})
    return supplier


def _check_supplier(values: dict[str, Any]) -> None:
    if not values["name"]:
        raise InvalidInput(_("Please fill in this field."), field="name")
    for field, most in (("name", 60), ("contact", 60), ("phone", 40), ("note", 500)):
        if len(values[field]) > most or "\0" in values[field]:
            raise InvalidInput(_("At most %(count)s characters.") % {"count": most}, field=field)
    if values["email"]:
        try:
            validate_email(values["email"])
        except ValidationError as error:
            raise InvalidInput(_("Enter a mail address, such as name@example.com."), field="email") from error
    if not 0 <= values["lead_days"] <= MAX_LEAD_DAYS:
        raise InvalidInput(_("A lead time is a whole number of days, at most 365."), field="lead_days")
    if not 0 <= values["min_order_fen"] <= MAX_FEN:
        raise InvalidInput(_("A cost must be between ¥0 and ¥10,000,000."), field="min_order")


@transaction.atomic
def save_item(*, by: Any, supplier: Supplier, sku: Sku, data: ItemData) -> SupplierItem:
    """Say on what terms the supplier delivers a SKU; ``NoStockOfItsOwn`` unless it can be received."""
    code = data.code.strip()
    if len(code) > 60 or "\0" in code:
        raise InvalidInput(_("At most %(count)s characters.") % {"count": 60}, field="code")
    if data.cost_fen is not None and not 0 <= data.cost_fen <= MAX_FEN:
        raise InvalidInput(_("A cost must be between ¥0 and ¥10,000,000."), field="cost")
    for field in ("pack_size", "min_quantity"):
        if not 1 <= getattr(data, field) <= MAX_UNITS:
            raise InvalidInput(_("Enter a whole number of units, one or more."), field=field)
    if not own_stock(Sku.objects.filter(pk=sku.pk)).exists():
        raise NoStockOfItsOwn(field="sku")
    values = {
        "code": code,
        "cost_fen": data.cost_fen,
        "pack_size": data.pack_size,
        "min_quantity": data.min_quantity,
    }
    item, _created = SupplierItem.objects.update_or_create(supplier=supplier, sku=sku, defaults=values)
    audit.record(by=by, action="purchasing.save_item", subject=supplier, data={"sku": sku.code, **values})
    return item


@transaction.atomic
def remove_item(*, by: Any, item: SupplierItem) -> bool:
    """The supplier does not deliver this SKU any more. False if it was removed already. Orders keep their lines."""
    removed, _rows = SupplierItem.objects.filter(pk=item.pk).delete()
    if not removed:
        return False
    audit.record(by=by, action="purchasing.remove_item", subject=item.supplier, data={"sku": item.sku.code})
    return True
