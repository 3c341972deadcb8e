"""What the order desk learns from this room: where an order came from, and the filter for it."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.components import Component

from shop.customers.rules import mask_name
from shop.orders.admin.listing import OriginChoice
from shop.orders.models import Order
from shop.social.models import Attribution, LineAttribution, ShortLink

_OF_ORDER = Attribution.objects.filter(order=OuterRef("pk"))

ORIGINS = [
    OriginChoice("poster", _("Poster"), Q(attribution__last_link__medium=ShortLink.Medium.POSTER)),
    OriginChoice("link", _("Short link"), Q(attribution__last_link__medium=ShortLink.Medium.LINK)),
    OriginChoice("channel", _("Piece in a channel"), Q(attribution__last_link__medium=ShortLink.Medium.CHANNEL)),
    OriginChoice("story", _("Story"), Q(attribution__isnull=False) & ~Q(attribution__story_title="")),
    OriginChoice("direct", _("Came by themselves"), ~Exists(_OF_ORDER) & ~Q(origin__has_key="code")),
]


class OriginPanel(Component):
    """First and last touch, who shared, for which campaign, and the story the product was seen in."""

    template_name = "admin/social/order_panel.html"
    order = 20

    def __init__(self, order: Order, *, personal: bool) -> None:
        self.subject = order
        self.personal = personal

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        attribution = (
            Attribution.objects.filter(order=self.subject)
            .select_related(
                "first_link__sharer",
                "first_link__campaign",
                "last_link__sharer",
                "last_link__campaign",
                "banner_link",
                "story",
            )
            .first()
        )
        touches = []
        if attribution:
            if attribution.first_link and attribution.first_link_id != attribution.last_link_id:
                touches.append(self._touch(_("First touch"), attribution.first_link, attribution.first_at))
            if attribution.last_link:
                same = attribution.first_link_id == attribution.last_link_id
                label = _("First and last touch") if same else _("Last touch")
                touches.append(self._touch(label, attribution.last_link, attribution.last_at))
        lines = LineAttribution.objects.filter(line__order=self.subject).select_related(
            "line", "first_block", "last_block"
        )
        return {"attribution": attribution, "touches": touches, "lines": lines.order_by("line")}

    def _touch(self, label: Any, link: ShortLink, at: Any) -> dict[str, Any]:
        sharer = str(link.sharer) if link.sharer else ""
        return {
            "label": label,
            "link": link,
            "at": at,
            "sharer": sharer if self.personal or not sharer else mask_name(sharer),
            "target": link.target,
        }
