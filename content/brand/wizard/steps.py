"""The steps, which of them are done, and what stands in the way of opening. All derived from what is there."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from content.brand.models import BrandKit
from content.brand.seller import missing_facts
from shop.catalog.queries import visible_products
from shop.payments.gateways import available_gateways

NAMES, LOOK, LOGO, SELLER, GOODS, PAYMENT, OPEN = STEPS = (
    "names",
    "look",
    "logo",
    "seller",
    "goods",
    "payment",
    "open",
)
TITLES: dict[str, Promise] = {
    NAMES: _("Name"),
    LOOK: _("Theme and colours"),
    LOGO: _("Logo"),
    SELLER: _("Who sells"),
    GOODS: _("First product"),
    PAYMENT: _("Ways to pay"),
    OPEN: _("Open the shop"),
}
# A shop can do without these.
OPTIONAL = {LOOK, LOGO}


@dataclass(frozen=True)
class Point:
    """A step as the list shows it."""

    step: str
    title: Promise
    is_done: bool
    is_needed: bool


def points(kit: BrandKit, *, at: datetime) -> list[Point]:
    """The steps before opening. One query, for the goods."""
    done = {
        NAMES: has_name(kit),
        LOOK: LOOK in kit.set_up,
        LOGO: LOGO in kit.set_up or kit.logo_id is not None,
        SELLER: not missing_facts(kit),
        GOODS: visible_products(at=at).filter(skus__is_active=True).exists(),
        PAYMENT: bool(available_gateways()),
    }
    return [Point(step, TITLES[step], done[step], step not in OPTIONAL) for step in STEPS if step in done]


def has_name(kit: BrandKit) -> bool:
    """Whether the kit has a name of its own."""
    return bool(kit.name != BrandKit._meta.get_field("name").default)


def next_open(kit: BrandKit, *, at: datetime) -> str:
    """Where to go on: the first step that is not done."""
    return next((point.step for point in points(kit, at=at) if not point.is_done), OPEN)


def after(step: str) -> str:
    """The step behind this one."""
    return STEPS[min(STEPS.index(step) + 1, len(STEPS) - 1)]


def is_new(kit: BrandKit) -> bool:
    """Whether this site still has to become a shop."""
    return kit.is_preparing or (kit.opened_at is None and not has_name(kit))
