"""Own image and document models: who made it, under which licence, until when."""

from datetime import date
from functools import partial
from typing import Any

from django.core.files.base import ContentFile
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from wagtail.documents.models import AbstractDocument, Document, DocumentQuerySet
from wagtail.images.models import AbstractImage, AbstractRendition, Image, ImageQuerySet
from wagtail.images.rect import Rect
from wagtail.search import index

from content.media.colours import dominant_colour_of
from content.media.focus import focus_of
from content.media.metadata import without_metadata
from shop.core.tasks import enqueue


class RightsFields(models.Model):
    """Where an asset comes from and how long it may be used."""

    source = models.CharField(
        _("source"), max_length=200, blank=True, help_text=_("Who made it, or where it comes from.")
    )
    licence = models.CharField(_("licence"), max_length=120, blank=True)
    expires_on = models.DateField(_("may be used until"), null=True, blank=True)

    class Meta:
        abstract = True

    def is_expired(self, on: date) -> bool:
        """Whether it may not be used any more on that day; the last day still counts."""
        return self.expires_on is not None and self.expires_on < on


class Binnable(models.Model):
    """What is in the bin is found by nobody who asks for ``objects``; what refers to it still reaches it by its id."""

    is_binned = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True


class _Kept:
    def get_queryset(self) -> Any:
        return super().get_queryset().filter(is_binned=False)  # type: ignore[misc]


class KeptImages(_Kept, models.Manager.from_queryset(ImageQuerySet)):  # type: ignore[misc]
    """Pictures that are not in the bin."""


class KeptDocuments(_Kept, models.Manager.from_queryset(DocumentQuerySet)):  # type: ignore[misc]
    """Documents that are not in the bin."""


class BrandImage(AbstractImage, RightsFields, Binnable):  # type: ignore[misc]
    """A picture of the media library."""

    # Shown while the picture loads; computed from the pixels on upload.
    dominant_colour = models.CharField(max_length=7, blank=True, editable=False)

    admin_form_fields = (*Image.admin_form_fields, "source", "licence", "expires_on")
    # Wagtail's chooser offers to search within a tag, but its fields do not allow it.
    search_fields = [
        *(field for field in AbstractImage.search_fields if getattr(field, "field_name", "") != "tags"),
        index.RelatedFields(
            "tags", [index.SearchField("name", boost=10), index.AutocompleteField("name"), index.FilterField("name")]
        ),
        index.FilterField("is_binned"),
    ]

    objects = KeptImages()
    everything = models.Manager.from_queryset(ImageQuerySet)()

    class Meta(AbstractImage.Meta):
        default_manager_name = "objects"
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]

    def save(self, *args: Any, **kwargs: Any) -> None:
        # A file that was just given and is not stored yet.
        is_new_file = bool(self.file) and not self.file._committed
        if is_new_file:
            self.dominant_colour = dominant_colour_of(self.file)
            if not self.has_focal_point():
                self.set_focal_point(_suggested_focus(self))
            _forget_metadata(self)
        super().save(*args, **kwargs)
        if is_new_file:
            from content.media.tasks import make_sizes

            transaction.on_commit(partial(enqueue, make_sizes, self.pk))


def _suggested_focus(image: Any) -> Rect | None:
    focus = focus_of(image.file, (image.width, image.height))
    return Rect.from_point(*focus) if focus else None


def _forget_metadata(image: Any) -> None:
    """Originals are public files: nobody reads in them where the photographer lives."""
    if cleaned := without_metadata(image.file):
        image.file = ContentFile(cleaned, name=image.file.name)


class BrandRendition(AbstractRendition):  # type: ignore[misc]
    """A size and format of a picture."""

    image = models.ForeignKey(BrandImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["image", "filter_spec", "focal_point_key"], name="media_rendition_once")
        ]

    def __str__(self) -> str:
        return f"{self.image_id} {self.filter_spec}"


class BrandDocument(AbstractDocument, RightsFields, Binnable):  # type: ignore[misc]
    """A document of the media library."""

    objects = KeptDocuments()
    everything = models.Manager.from_queryset(DocumentQuerySet)()

    admin_form_fields = (*Document.admin_form_fields, "source", "licence", "expires_on")
    search_fields = [*AbstractDocument.search_fields, index.FilterField("is_binned")]

    class Meta(AbstractDocument.Meta):
        default_manager_name = "objects"
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        permissions = [("choose_document", "Can choose document")]
