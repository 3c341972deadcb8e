"""What stands in a place at a moment, and what the plan looks like."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, Min, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from content.banners.models import Banner, BannerQuerySet
from content.rights.queries import usable_pictures
from shop.catalog.models import Collection, Product
from shop.core.references import Reference
from shop.promotions.models import Promotion


def shown(at: datetime) -> BannerQuerySet:
    """Banners that may stand in their places at ``at``: it is their time, what they lead to is on show, and their
    picture may be used.
    """
    goes_somewhere = (
        Q(product__in=Product.objects.visible(at).values("pk"))
        | Q(collection__is_visible=True)
        | Q(page__live=True) & (Q(page__expire_at=None) | Q(page__expire_at__gt=at))
        | Q(
            promotion__in=Promotion.objects.filter(cancelled_at=None, starts_at__lte=at, ends_at__gt=at).values("pk"),
            promotion__items__sku__product__in=Product.objects.visible(at).values("pk"),
        )
    )
    rows = Banner.objects.at(at).filter(goes_somewhere).distinct()
    return rows.filter(Q(image=None) | Q(image__in=usable_pictures(timezone.localdate(at))))


def planned(*, since: datetime) -> dict[str, list[tuple[datetime, datetime | None]]]:
    """From when to when each place has a banner, by place; what is over at ``since`` left out. One query."""
    times: dict[str, list[tuple[datetime, datetime | None]]] = {}
    rows = Banner.objects.standing().filter(Q(ends_at=None) | Q(ends_at__gt=since)).order_by()
    for slot, starts_at, ends_at in rows.values_list("slot", "starts_at", "ends_at"):
        times.setdefault(slot, []).append((starts_at, ends_at))
    return times


def banner_in(
    slot: str, *, at: datetime, collection: Collection | None = None, page: Page | None = None
) -> Banner | None:
    """What stands in a place: the most important, then what was planned for just this list or story, then the newest.

    One query, and two more for the sizes of its picture.
    """
    rows = shown(at).filter(
        Q(only_collection=None) | Q(only_collection=collection and collection.pk),
        Q(only_page=None) | Q(only_page=page and page.pk),
        slot=slot,
    )
    ordered = rows.order_by(
        "-priority", F("only_collection").asc(nulls_last=True), F("only_page").asc(nulls_last=True), "-starts_at", "-pk"
    )
    return ordered.select_related("image", "link").prefetch_related("image__renditions").first()


def next_change(*, at: datetime) -> datetime | None:
    """The next moment at which a banner begins or ends by itself: no kept page may live longer."""
    moments = [
        Banner.objects.standing().filter(**{f"{name}__gt": at}).aggregate(first=Min(name))["first"]
        for name in ("starts_at", "ends_at")
    ]
    return min((moment for moment in moments if moment), default=None)


def banners_to(
    things: Sequence[Product] | Sequence[Collection], *, at: datetime, **_gone: Any
) -> list[tuple[int, Reference]]:
    """Banners that lead to these products or collections and are not over. One query."""
    name = "product" if isinstance(things[0], Product) else "collection"
    rows = Banner.objects.standing().filter(Q(ends_at=None) | Q(ends_at__gt=at), **{f"{name}__in": things})
    return [
        (
            getattr(row, f"{name}_id"),
            Reference(
                kind=_("banner"),
                title=row.headline,
                url=row.get_absolute_url(),
                permission="banners.view_banner",
                effect=_("It is not shown any more."),
            ),
        )
        for row in rows
    ]


def is_shown(banner: Banner, *, at: datetime) -> bool:
    """Whether it may stand there at ``at``, others apart."""
    return shown(at).filter(pk=banner.pk).exists()
