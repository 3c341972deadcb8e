"""Reads of the media library."""

from datetime import date

from django.contrib.contenttypes.models import ContentType
from django.db.models import QuerySet
from wagtail.models import ReferenceIndex

from content.media.models import BrandImage


def expired_images_in_use(*, on: date) -> QuerySet[BrandImage]:
    """Pictures whose licence was over before ``on`` and that something still refers to; the longest over first."""
    content_type = ContentType.objects.get_for_model(BrandImage)
    used = ReferenceIndex.objects.filter(to_content_type=content_type).values_list("to_object_id", flat=True).distinct()
    expired = BrandImage.objects.filter(expires_on__lt=on)
    # The index stores ids as text: compared here, where few pictures are left.
    ids = set(used.filter(to_object_id__in=[str(pk) for pk in expired.values_list("pk", flat=True)]))
    found: QuerySet[BrandImage] = expired.filter(pk__in=[int(pk) for pk in ids]).order_by("expires_on", "pk")
    return found
