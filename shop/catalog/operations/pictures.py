"""Pictures of a product that come with a document (an import): into the live product and into its draft alike."""

from collections.abc import Collection as Some
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext_lazy as _
from wagtail.images import get_image_model
from wagtail.images.forms import get_image_form
from wagtail.models import Collection as Folder
from wagtail.models import ReferenceIndex

from shop.catalog.models import Product, ProductPicture
from shop.core.errors import InvalidInput, StaleState


class BadPicture(InvalidInput):
    """Not a picture, too large, or of a kind that is not shown."""

    code = "bad_picture"
    message = _("This is not a picture that can be used.")


@dataclass(frozen=True)
class Pictured:
    """What was made: images, further pictures of the product, and whether the first became its cover."""

    image_ids: list[int]
    item_ids: list[int]
    is_cover: bool


def verified(name: str, content: bytes) -> Any:
    """A picture as the media library would take it, ready to be saved; ``BadPicture`` with the library's own words."""
    form = get_image_form(get_image_model())(
        {"title": name.rpartition(".")[0][:255] or name, "collection": Folder.get_first_root_node().pk},
        {"file": SimpleUploadedFile(name, content)},
    )
    if not form.is_valid():
        raise BadPicture("; ".join(error for errors in form.errors.values() for error in errors), field="pictures")
    return form


@transaction.atomic
def add_pictures(*, by: Any, product_id: int, pictures: Iterable[tuple[str, bytes]]) -> Pictured:
    """Add pictures (file name, content) to a product: the first becomes the cover if there is none."""
    product = Product.objects.select_for_update(no_key=True).filter(pk=product_id).first()
    if product is None:
        raise StaleState(field="pictures")
    images = []
    for name, content in pictures:
        form = verified(name, content)
        form.instance.uploaded_by_user = by
        images.append(form.save())
    is_cover = product.cover_id is None
    if is_cover:
        product.cover = images[0]
        product.save(update_fields=["cover"])
    place = product.pictures.count()
    items = ProductPicture.objects.bulk_create(
        ProductPicture(product=product, image=image, sort_order=place + number)
        for number, image in enumerate(images[1:] if is_cover else images)
    )
    with _draft_of(by, product_id) as draft:
        if draft is not None:
            if is_cover and draft.cover_id is None:
                draft.cover = images[0]
            draft.pictures.add(*items)
    return Pictured([image.pk for image in images], [item.pk for item in items], is_cover)


@transaction.atomic
def remove_pictures(*, by: Any, product_id: int, image_ids: Some[int], item_ids: Some[int]) -> None:
    """Take pictures off a product again, live and in its draft. ``StaleState`` if somebody did already."""
    product = Product.objects.select_for_update(no_key=True).filter(pk=product_id).first()
    items = ProductPicture.objects.filter(pk__in=item_ids, product=product_id, image__in=image_ids)
    if product is None or items.count() != len(item_ids):
        raise StaleState(field="pictures")
    if product.cover_id in image_ids:
        product.cover = None
        product.save(update_fields=["cover"])
    elif len(image_ids) > len(item_ids):
        raise StaleState(field="pictures")
    items.delete()
    # The index hears of what is saved, not of what is deleted with it.
    ReferenceIndex.create_or_update_for_object(product)
    with _draft_of(by, product_id) as draft:
        if draft is not None:
            if draft.cover_id in image_ids:
                draft.cover = None
            draft.pictures.remove(*[item for item in draft.pictures.all() if item.image_id in image_ids])


class _draft_of:  # noqa: N801 a context manager that reads like one
    """The waiting draft of a product, saved at the end; None if there is none. What was live stays what is live."""

    def __init__(self, by: Any, product_id: int) -> None:
        self.by = by
        self.product = Product.objects.get(pk=product_id)
        self.draft: Any = None

    def __enter__(self) -> Any:
        if self.product.latest_revision_id:
            self.draft = self.product.get_latest_revision_as_object()
        return self.draft

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        if kind is not None or self.draft is None:
            return
        had_changes = self.product.has_unpublished_changes
        revision = self.draft.save_revision(user=self.by, log_action=False)
        if self.product.live and not had_changes:
            Product.objects.filter(pk=self.product.pk).update(live_revision=revision, has_unpublished_changes=False)
