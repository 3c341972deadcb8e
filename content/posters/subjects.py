"""What a poster says about a product, a story or another page, now."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from content.posters.rendering.layout import PosterContent
from content.stories.models import BrandPage, StoryPage
from shop.catalog.models import Product
from shop.core.errors import ShopError
from shop.core.money import yuan
from shop.promotions.queries import Offer, offers
from shop.social.models import ShortLink

_CALLS = {"on_request": gettext_lazy("Scan to see and ask"), "elsewhere": gettext_lazy("Scan to see where it is sold")}


_PAGE_CALLS = {
    "storypage": gettext_lazy("Scan to read the story"),
    "seriespage": gettext_lazy("Scan to read the story"),
    "eventpage": gettext_lazy("Scan to come"),
    "venuepage": gettext_lazy("Scan to see and buy"),
    "lookbookpage": gettext_lazy("Scan to see and buy"),
}


class NothingToShow(ShopError):
    """The link's target cannot be put on a poster."""

    code = "nothing_to_show"


@dataclass(frozen=True)
class Subject:
    """Words and picture (an image of the media library, or None)."""

    content: PosterContent
    image: Any


def subject_of(link: ShortLink, *, at: datetime) -> Subject:
    """The poster's content for a link at ``at``. ``NothingToShow`` if the target is gone or of another kind."""
    url = settings.SITE_URL + reverse("storefront:short_link", args=[link.code])
    target = link.target
    if isinstance(target, Product):
        return Subject(_product(target, offers([target], at=at)[target.pk], url), target.cover)
    if isinstance(target, BrandPage) and target.is_told:
        return Subject(_page(target, url), target.hero_image)
    raise NothingToShow(_("The product or page of this poster does not exist any more, or has no picture and line."))


def _product(product: Product, offer: Offer, url: str) -> PosterContent:
    lead = offer.lead
    price = reference = note = suffix = ""
    if lead:
        price = f"¥{yuan(lead.price.price_fen, trim=True)}"
        suffix = _("and up") if offer.has_range else ""
        reference = f"¥{yuan(lead.price.reference_fen, trim=True)}" if lead.price.reference_fen else ""
        if lead.price.ends_at:
            until = date_format(timezone.localtime(lead.price.ends_at), "m-d H:i")
            note = _("%(name)s · until %(time)s") % {"name": lead.price.promotion_name, "time": until}
    elif offer.advance_fen is not None:
        price, note = f"¥{yuan(offer.advance_fen, trim=True)}", _("Pre-sale")
    return PosterContent(
        kicker="",
        title=product.title,
        line=product.subtitle or strip_tags(product.body)[:120],
        price=price,
        price_suffix=suffix,
        reference_price=reference,
        price_note=note,
        call=str(_CALLS.get(offer.state, _("Scan to see and buy"))),
        url=url,
    )


def _page(page: BrandPage, url: str) -> PosterContent:
    facts = page.told_facts()[:2]
    kicker = getattr(page, "kicker", "")
    return PosterContent(
        kicker=kicker or ("" if isinstance(page, StoryPage) else str(page._meta.verbose_name)),
        title=page.title,
        # When and where come first: who has seen only the poster has to know.
        line=" · ".join(part for part in (*facts, page.standfirst) if part),
        price="",
        price_suffix="",
        reference_price="",
        price_note="",
        call=str(_PAGE_CALLS.get(page._meta.model_name or "", _("Scan to see more"))),
        url=url,
    )
