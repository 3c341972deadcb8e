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

from shop.catalog.models import Product, ProductPicture, Sku
from shop.catalog.operations.details import set_sku_image
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


def _kept(by: Any, name: str, content: bytes) -> Any:
    form = verified(name, content)
    form.instance.uploaded_by_user = by
    return form.save()


@transaction.atomic
def add_pictures(*, by: Any, product_id: int, pictures: Iterable[tuple[str, bytes]]) -> Pictured:
    """Add pictures (file name, content) to a product: the first becomes the cover if there is none."""
    product = Product.objects.select_for_update(no_key=True).filter(pk=product_id).first()
    if product is None:
        raise StaleState(field="pictures")
    images = [_kept(by, name, content) for name, content in pictures]
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


@transaction.atomic
def give_sku_picture(*, by: Any, sku: Sku, name: str, content: bytes, expected_id: int | None) -> int:
    """Give a SKU this picture as its own, with immediate effect; returns the image's id.

    ``StaleState`` if its picture is not ``expected_id`` any more, ``BadPicture``.
    """
    image = _kept(by, name, content)
    set_sku_image(by=by, sku=sku, image_id=image.pk, expected_id=expected_id)
    return int(image.pk)


@transaction.atomic
def take_sku_picture(*, by: Any, sku: Sku, image_id: int, had: int | None) -> None:
    """Give a SKU the picture that it ``had`` before ``image_id``. ``StaleState`` if it has another one by now, or the
    earlier one is gone.
    """
    if had is not None and not get_image_model().objects.select_for_update().filter(pk=had).values_list("pk"):
        raise StaleState(field="image")
    set_sku_image(by=by, sku=sku, image_id=had, expected_id=image_id)


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
