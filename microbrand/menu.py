"""The admin menu: its order, what is left out, and the counts beside it."""

from collections.abc import Callable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.wagtail_hooks import register_keyboard_shortcuts_menu_item

from microbrand import figures
from shop.core.desk import capped_count, count_text
from shop.core.menu import DeskMenuItem

# Names of menu items from top to bottom; what is not named comes after them, before the settings.
ORDER = [
    "home",
    "orders",
    "custom-work",
    "cases",
    "vouchers",
    "bookings",
    "events",
    "enquiries",
    "talk",
    "money",
    "products",
    "collections-of-goods",
    "stock",
    "promotions",
    "pre-sales",
    "explorer",
    "channels",
    "banners",
    "posters",
    "links",
    "campaigns",
    "media",
    "brand",
    "rights",
    "customers",
    "reports",
    "settings",
    "keyboard-shortcuts-trigger",
]
# What is kept to be used elsewhere: one item, so that the whole menu fits on a laptop.
MEDIA = {"images": 0, "documents": 1, "videos": 2}
# A documentation of Wagtail for Wagtail's users, and its news.
HIDDEN = {"help"}
# Reports that answer nothing here: there are no workflows and no locked pages to speak of.
HIDDEN_REPORTS = {"locked-pages", "workflows", "workflow-tasks", "aging-pages", "page-types-usage"}
HIDDEN_SETTINGS = {"workflows", "workflow-tasks"}
# Keys after "g" that lead to an item (see static/js/admin/desk.js).
KEYS = {"home": "h", "orders": "o", "products": "p", "promotions": "m", "customers": "c", "explorer": "s"}


def _to_ship() -> int:
    from shop.orders.models import Order

    return capped_count(Order.objects.filter(status="paid"))


def _to_ship_text(count: int) -> str:
    return ngettext("Orders, %(count)s to ship", "Orders, %(count)s to ship", count) % {"count": count_text(count)}


def _to_answer_text(count: int) -> str:
    return ngettext("Enquiries, %(count)s to answer", "Enquiries, %(count)s to answer", count) % {
        "count": count_text(count)
    }


def _talk_text(count: int) -> str:
    return ngettext("Readers' words, %(count)s to look at", "Readers' words, %(count)s to look at", count) % {
        "count": count_text(count)
    }


def _cases_text(count: int) -> str:
    return ngettext("After-sales, %(count)s to act on", "After-sales, %(count)s to act on", count) % {
        "count": count_text(count)
    }


def _custom_work_text(count: int) -> str:
    return ngettext("Custom work, %(count)s to act on", "Custom work, %(count)s to act on", count) % {
        "count": count_text(count)
    }


def _called_for_text(count: int) -> str:
    return ngettext("Channels, %(count)s to put out now", "Channels, %(count)s to put out now", count) % {
        "count": count_text(count)
    }


def _to_call_text(count: int) -> str:
    return ngettext("Events, %(count)s to call", "Events, %(count)s to call", count) % {"count": count_text(count)}


def desk_items() -> list[MenuItem]:
    """The items that belong to no viewset."""
    return [
        DeskMenuItem(_("Home"), reverse("wagtailadmin_home"), name="home", icon_name="home"),
        DeskMenuItem(
            _("Orders"),
            reverse("order_desk:list"),
            name="orders",
            icon_name="mb-orders",
            permission="orders.view_order",
            waiting=_to_ship,
            waiting_text=_to_ship_text,
        ),
        DeskMenuItem(
            _("Custom work"),
            reverse("bespoke_desk:list"),
            name="custom-work",
            icon_name="edit",
            permission="bespoke.view_bespokework",
            waiting=figures.custom_work_to_do,
            waiting_text=_custom_work_text,
        ),
        DeskMenuItem(
            _("After-sales"),
            reverse("case_desk:list"),
            name="cases",
            icon_name="rotate",
            permission="aftersales.view_case",
            waiting=figures.cases_to_act_on,
            waiting_text=_cases_text,
        ),
        DeskMenuItem(
            _("Vouchers"),
            reverse("voucher_desk:redeem"),
            name="vouchers",
            icon_name="check",
            permission="vouchers.view_voucher",
        ),
        DeskMenuItem(
            _("Sessions"),
            reverse("booking_desk:calendar"),
            name="bookings",
            icon_name="calendar-alt",
            permission="bookings.view_session",
        ),
        DeskMenuItem(
            _("Events"),
            reverse("event_desk:list"),
            name="events",
            icon_name="date",
            permission="events.view_signup",
            waiting=figures.places_offered,
            waiting_text=_to_call_text,
        ),
        DeskMenuItem(
            _("Enquiries"),
            reverse("enquiry_desk:list"),
            name="enquiries",
            icon_name="mail",
            permission="enquiries.view_enquiry",
            waiting=figures.enquiries_to_answer,
            waiting_text=_to_answer_text,
        ),
        DeskMenuItem(
            _("Readers' words"),
            reverse("talk_desk:list"),
            name="talk",
            icon_name="comment",
            permission="talk.view_remark",
            waiting=figures.talk_to_do,
            waiting_text=_talk_text,
        ),
        DeskMenuItem(
            _("Promotions"),
            reverse("promotion_desk:list"),
            name="promotions",
            icon_name="mb-promotion",
            permission="promotions.view_promotion",
        ),
        DeskMenuItem(
            _("Pre-sales"),
            reverse("presale_desk:list"),
            name="pre-sales",
            icon_name="date",
            permission="presales.view_presale",
        ),
        DeskMenuItem(
            _("Channels"),
            reverse("channel_desk:list"),
            name="channels",
            icon_name="globe",
            permission="channels.view_piece",
            waiting=figures.pieces_called_for,
            waiting_text=_called_for_text,
        ),
        DeskMenuItem(
            _("Posters"),
            reverse("poster_desk:list"),
            name="posters",
            icon_name="mobile-alt",
            permission="posters.view_poster",
        ),
        DeskMenuItem(
            _("Videos"), reverse("video_desk:list"), name="videos", icon_name="media", permission="catalog.change_video"
        ),
        DeskMenuItem(
            _("Brand sheet"),
            reverse("brand_desk:sheet"),
            name="brand",
            icon_name="openquote",
            permission="brand.view_brandkit",
        ),
        DeskMenuItem(
            _("Register of rights"),
            reverse("rights_desk:list"),
            name="rights",
            icon_name="lock",
            permission="rights.view_right",
        ),
        DeskMenuItem(
            _("Customers"),
            reverse("customer_desk:list"),
            name="customers",
            icon_name="group",
            permission="customers.view_customer",
        ),
        # Wagtail keeps it in the help menu, which is hidden; it is also what listens to "?".
        register_keyboard_shortcuts_menu_item(),
    ]


def arrange(items: list[MenuItem]) -> None:
    """Put the menu into its order, in place, and leave out what is hidden."""
    media = sorted((item for item in items if item.name in MEDIA), key=lambda item: MEDIA[item.name])
    items[:] = [item for item in items if item.name not in HIDDEN and item.name not in MEDIA]
    for place, item in enumerate(media):
        item.order = place
    if media:
        items.append(SubmenuMenuItem(_("Media"), Menu(items=media), name="media", icon_name="image"))
    places = {name: place for place, name in enumerate(ORDER)}
    for item in items:
        item.order = places.get(item.name, places["reports"] - 0.5)
        if item.name in KEYS:
            item.attrs["data-mb-key"] = KEYS[item.name]
        if item.name == "explorer":
            item.label = _("Stories and pages")


def without(names: set[str]) -> Callable[[HttpRequest, list[MenuItem]], None]:
    """A hook that leaves out items by name."""

    def construct(request: HttpRequest, items: list[MenuItem]) -> None:
        items[:] = [item for item in items if item.name not in names]

    return construct
