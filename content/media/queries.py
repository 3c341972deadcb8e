"""Reads of the media library."""

from collections.abc import Iterable
from datetime import date
from functools import cache, partial

from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, QuerySet
from django.utils.functional import SimpleLazyObject
from wagtail.models import ReferenceIndex

from content.media.models import BrandImage, BrandRendition
from shop.core.compiled import Compiled, padded


def expired_images_in_use(*, on: date) -> QuerySet[BrandImage]:
    """Pictures whose licence was over before ``on`` and that something still refers to; the longest over first."""
    content_type = ContentType.objects.get_for_model(BrandImage)
    used = ReferenceIndex.objects.filter(to_content_type=content_type).values_list("to_object_id", flat=True).distinct()
    expired = BrandImage.objects.filter(expires_on__lt=on)
    # The index stores ids as text: compared here, where few pictures are left.
    ids = set(used.filter(to_object_id__in=[str(pk) for pk in expired.values_list("pk", flat=True)]))
    found: QuerySet[BrandImage] = expired.filter(pk__in=[int(pk) for pk in ids]).order_by("expires_on", "pk")
    return found


_RENDITIONS = Compiled(
    lambda given: BrandRendition.objects.filter(image__pk__in=given.images), images=BigIntegerField()
)


def fetch_renditions(images: Iterable[BrandImage | None]) -> None:
    """What ``prefetch_related("renditions")`` does, compiled once: one query, when the first of them is drawn."""
    shown = [image for image in images if image is not None]

    @cache
    def found() -> dict[int, list[BrandRendition]]:
        of: dict[int, list[BrandRendition]] = {image.pk: [] for image in shown}
        for rendition in _RENDITIONS.rows(images=padded(of)):
            of[rendition.image_id].append(rendition)
        return of

    def of_image(image: BrandImage) -> list[BrandRendition]:
        mine = list(found()[image.pk])
        for rendition in mine:
            rendition.image = image
        return mine

    for image in shown:
        image.prefetched_renditions = SimpleLazyObject(partial(of_image, image))
