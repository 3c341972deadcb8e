"""Choosers whose things are fetched together with what templates need: as many queries for ten blocks as for one."""

import copy
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db.models import BigIntegerField, QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import ChooserBlock, PageChooserBlock
from wagtail.images.blocks import ImageChooserBlock
from wagtail.snippets.blocks import SnippetChooserBlock
from wagtail.snippets.widgets import AdminSnippetChooser

from content.blocks import happenings
from content.media.queries import fetch_renditions
from shop.catalog.models import Product, Video
from shop.core.compiled import Compiled, padded
from shop.storefront.api.serializers.common import picture
from shop.storefront.pieces import Pieces

Found = Mapping[type, Mapping[int, Any]]

# What was fetched for all blocks of a page, by kind of chooser and id.
_found: ContextVar[Found | None] = ContextVar("found", default=None)


@contextmanager
def already_found(found: Found) -> Iterator[None]:
    """Inside, choosers take their things from here instead of asking the database."""
    token = _found.set(found)
    try:
        yield
    finally:
        _found.reset(token)


class StoryChooser:
    """Looks all its values up at once, with related rows."""

    # The class of choosers that fetch the same things.
    kind: type
    # Whether what is shown of them can change without a word changing (prices, stock, places left): then a block is
    # drawn each time (``content.blocks.drawing``).
    of_the_moment = True

    def chosen(self) -> QuerySet[Any]:
        """Where the chosen things come from."""
        raise NotImplementedError

    def look_up(self, ids: Iterable[int], pieces: Pieces | None = None) -> dict[int, Any]:
        """The chosen things by id, with what templates need; from ``pieces`` where words are all there is to them."""
        return self.chosen().in_bulk(list(ids))

    def bulk_to_python(self, values: Sequence[Any]) -> list[Any]:
        """The things in the order of their ids; None for one that is gone."""
        asked = _found.get()
        known = asked.get(self.kind) if asked is not None else None
        if known is None:
            known = self.look_up({value for value in values if value is not None})
        # Each block its own copy: what a template sets on one must not show on another.
        return [copy.copy(known[value]) if value in known else None for value in values]


class PictureChooserBlock(StoryChooser, ImageChooserBlock):  # type: ignore[misc]
    """A picture of the media library with its sizes."""

    of_the_moment = False

    def chosen(self) -> QuerySet[Any]:
        rows: QuerySet[Any] = self.model_class.objects.prefetch_related("renditions")
        return rows

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any] | None:
        return picture(value)

    def get_preview_value(self) -> Any:
        return self.chosen().order_by("-pk").first()


PictureChooserBlock.kind = PictureChooserBlock


_PRODUCTS = Compiled(
    lambda given: Product.objects.filter(pk__in=given.products).select_related("cover"), products=BigIntegerField()
)


class ProductChooserBlock(StoryChooser, SnippetChooserBlock):  # type: ignore[misc]
    """A product with its cover."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("label", _("Product"))
        super().__init__("catalog.Product", **kwargs)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        path, _args, kwargs = super().deconstruct()
        return path, [], kwargs

    def chosen(self) -> QuerySet[Any]:
        return Product.objects.select_related("cover").prefetch_related("cover__renditions")

    def look_up(self, ids: Iterable[int], pieces: Pieces | None = None) -> dict[int, Any]:
        asked = sorted(ids)
        found: dict[int, Product] | None = pieces.find("products", asked) if pieces else None
        if found is None:
            found = {row.pk: row for row in _PRODUCTS.rows(products=padded(asked))} if asked else {}
            if pieces:
                pieces.keep(found, "products", asked)
        fetch_renditions(product.cover for product in found.values())
        return found

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any] | None:
        """As in the list of products, at the moment the page is asked for; None when it is not on show."""
        from content.blocks.contents import offer_in
        from shop.storefront.api.serializers.goods import ProductListSerializer

        offer = offer_in(context, value)
        return dict(ProductListSerializer(offer).data) if offer else None

    def get_preview_value(self) -> Any:
        return self.chosen().filter(live=True).order_by("-pk").first()


ProductChooserBlock.kind = ProductChooserBlock


class FilmChooserBlock(StoryChooser, ChooserBlock):  # type: ignore[misc]
    """A film of the library of videos."""

    of_the_moment = False

    target_model = Video

    @cached_property
    def widget(self) -> Any:
        from shop.catalog.admin.videos import VideoChooserWidget

        return VideoChooserWidget()

    def chosen(self) -> QuerySet[Any]:
        return Video.objects.all()

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any] | None:
        if value is None or not value.is_ready:
            return None
        return {
            "title": value.title,
            "url": value.playable.url,
            "media_type": value.playable_type,
            "captions": value.captions.url if value.captions else None,
        }

    def get_preview_value(self) -> Any:
        return self.chosen().order_by("-pk").first()

    class Meta:
        icon = "media"


FilmChooserBlock.kind = FilmChooserBlock


class EventChooserBlock(StoryChooser, PageChooserBlock):  # type: ignore[misc]
    """The page of an event, of whichever room has them."""

    @cached_property
    def target_models(self) -> list[type]:
        return [happenings.source().model]

    def chosen(self) -> QuerySet[Any]:
        return happenings.source().chosen()

    def get_preview_value(self) -> Any:
        return self.chosen().order_by("-starts_at", "-pk").first()


EventChooserBlock.kind = EventChooserBlock


class PersonChooserBlock(StoryChooser, PageChooserBlock):  # type: ignore[misc]
    """Somebody's page, with their portrait. Which kind of page that is, is named and not imported."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(page_type="stories.PersonPage", **kwargs)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        path, _args, kwargs = super().deconstruct()
        return path, [], {name: value for name, value in kwargs.items() if name != "page_type"}

    def chosen(self) -> QuerySet[Any]:
        people = self.target_model.objects.defer_streamfields()
        rows: QuerySet[Any] = people.select_related("portrait").prefetch_related("portrait__renditions")
        return rows

    def get_api_representation(self, value: Any, context: Any = None) -> dict[str, Any] | None:
        return {"title": value.title, "url": value.url} if value is not None and value.live else None


PersonChooserBlock.kind = PersonChooserBlock


class ProductPick(AdminSnippetChooser):  # type: ignore[misc]
    """A product in a form of the desk, asked for in the language of whoever looks."""

    def __init__(self, **kwargs: Any) -> None:
        texts = {"choose_one_text": _("Choose a product"), "choose_another_text": _("Choose another product")}
        super().__init__(Product, **{**texts, **kwargs})
