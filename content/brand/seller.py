"""What the law wants to be said about the seller: 《网络交易监督管理办法》 (2021-05-01) article 12, and the address for
returns within seven days. What is missing is named; nobody can be shown a licence that is not there.
"""

from typing import Any

from content.brand.enums import SellerKind

# What each kind of seller shows, besides its declaration.
_REGISTERED = ("seller_name", "licence_number", "representative", "registered_address")
_NEEDED: dict[SellerKind, tuple[str, ...]] = {
    SellerKind.COMPANY: (*_REGISTERED, "company_type", "capital"),
    SellerKind.SOLE: (*_REGISTERED, "company_type"),
    SellerKind.COOPERATIVE: (*_REGISTERED, "capital"),
}
_EXEMPT = ("seller_name", "registered_address")
_ALWAYS = ("return_address",)
_SHOWN = (
    "seller_name",
    "licence_number",
    "company_type",
    "representative",
    "registered_address",
    "capital",
    "food_licence_number",
    "return_address",
    "phone",
    "service_hours",
    "email",
    "icp_number",
)


def missing_facts(kit: Any) -> list[str]:
    """Names of the kit's fields that the law wants and that are empty. ``phone`` stands for any way to reach them."""
    needed = (*_NEEDED.get(SellerKind(kit.seller_kind), _EXEMPT), *_ALWAYS)
    missing = [name for name in needed if not getattr(kit, name).strip()]
    return missing if kit.phone or kit.email else [*missing, "phone"]


def seller_facts(kit: Any) -> list[tuple[str, str]]:
    """All that is known, as (what it is called for this kind of seller, value)."""
    return [(fact_label(kit, name), getattr(kit, name)) for name in _SHOWN if getattr(kit, name).strip()]


def fact_names() -> tuple[str, ...]:
    """Names of the kit's fields that say who sells, in the order they are shown."""
    return _SHOWN


def fact_label(kit: Any, name: str) -> str:
    """What a field of the kit is called."""
    label = str(kit._meta.get_field(name).verbose_name)
    return label[:1].upper() + label[1:]
