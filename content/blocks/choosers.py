"""Choosers that fetch what templates need together with the chosen thing: as many queries for ten blocks as for one."""

import copy
from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock

from shop.catalog.models import Product
from shop.storefront.api.serializers.common import picture


class _BulkMixin:
    """Look all values of a stream up at once, with related rows."""

    def chosen(self) -> QuerySet[Any]:
        """Where the chosen things come from."""
        raise NotImplementedError

    def bulk_to_python(self, values: Sequence[Any]) -> list[Any]:
        """The things in the order of their ids; None for one that is gone."""
        found = self.chosen().in_bulk([value for value in values if value is not None])
        # Each block its own copy: what a template sets on one must not show on another.
        return [copy.copy(found[value]) if value in found else None for value in values]


class PictureChooserBlock(_BulkMixin, ImageChooserBlock):  # type: ignore[misc]
    """A picture of the media library with its sizes."""

    def chosen(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model_class.objects.prefetch_related("renditions")
        return rows

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any] | None:
        return picture(value)

    def get_preview_value(self) -> Any:
        return self.chosen().order_by("-pk").first()


class ProductChooserBlock(_BulkMixin, SnippetChooserBlock):  # type: ignore[misc]
    """A product with its cover."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Product"))
        super().__init__("catalog.Product", **kwargs)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        path, _args, kwargs = super().deconstruct()
        return path, [], kwargs

    def chosen(self) -> QuerySet[Any]:
        return Product.objects.select_related("cover").prefetch_related("cover__renditions")
