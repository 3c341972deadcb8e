"""Reads of posters used by other rooms."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from content.posters.models import Poster
from shop.catalog.models import Product
from shop.core.references import Reference


def posters_of(products: Sequence[Product], *, at: datetime, **_gone: Any) -> list[tuple[int, Reference]]:
    """The brand's own posters of a product (shoppers' posters are theirs). One query."""
    rows = (
        Poster.objects.filter(
            link__content_type=ContentType.objects.get_for_model(Product),
            link__object_id__in=[product.pk for product in products],
            link__sharer=None,
        )
        .filter(Q(link__expires_at=None) | Q(link__expires_at__gt=at))
        .select_related("link__campaign")
    )
    return [
        (
            row.link.object_id,
            Reference(
                kind=_("Poster"),
                title=row.link.campaign.name if row.link.campaign else (row.link.code or ""),
                url=reverse("poster_desk:poster", args=[row.pk]),
                permission="posters.view_poster",
                effect=_("Whoever scans it does not find the product."),
            ),
        )
        for row in rows.order_by("-pk")
    ]
