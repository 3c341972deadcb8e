"""Blocks of the menus: where a word leads."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import blocks

from shop.catalog.models import Category, Collection

_ADDRESS = re.compile(r"(/(?!/)|https://)\S*")
ALL_GOODS = "all"
MAX_WORD = 20


def product_lists() -> list[Any]:
    """Lists of products to choose from: all goods, the collections, the branches of the tree."""
    shelves = [(f"collection:{row.pk}", row.title) for row in Collection.objects.filter(is_visible=True)]
    branches = [(f"category:{row.pk}", "— " * (row.depth - 1) + str(row)) for row in Category.objects.order_by("path")]
    groups = [(_("Collections"), shelves), (_("Categories"), branches)]
    return [(ALL_GOODS, _("All goods")), *((name, rows) for name, rows in groups if rows)]


class PageLinkBlock(blocks.StructBlock):
    """To a page; gone from the menu while it is not published."""

    label = blocks.CharBlock(
        label=_("Word"), required=False, max_length=MAX_WORD, help_text=_("Left empty, it is the title of the page.")
    )
    page = blocks.PageChooserBlock(label=_("Page"))

    class Meta:
        icon = "doc-empty"
        label = _("Page")
        label_format = "{label} {page}"


class GoodsLinkBlock(blocks.StructBlock):
    """To a list of products."""

    label = blocks.CharBlock(
        label=_("Word"), required=False, max_length=MAX_WORD, help_text=_("Left empty, it is the title of the list.")
    )
    goods = blocks.ChoiceBlock(label=_("Products"), choices=product_lists, default=ALL_GOODS)

    class Meta:
        icon = "tag"
        label = _("Products")
        label_format = "{label} {goods}"


class AddressLinkBlock(blocks.StructBlock):
    """To an address, of this shop or another site."""

    label = blocks.CharBlock(label=_("Word"), max_length=MAX_WORD)
    address = blocks.CharBlock(
        label=_("Address"),
        max_length=200,
        help_text=_("Of this shop, beginning with /, or of another site, beginning with https://."),
    )

    class Meta:
        icon = "link"
        label = _("Address")
        label_format = "{label} {address}"

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        if not _ADDRESS.fullmatch(value["address"]):
            raise blocks.StructBlockValidationError(
                block_errors={"address": ValidationError(_("The address must begin with / or https://."))}
            )
        return value


class LinksBlock(blocks.StreamBlock):
    """Words in a row, in order."""

    page = PageLinkBlock()
    goods = GoodsLinkBlock()
    address = AddressLinkBlock()

    class Meta:
        collapsed = True


class ColumnBlock(blocks.StructBlock):
    """A column of the footer: a title, and words below it."""

    title = blocks.CharBlock(label=_("Title"), max_length=MAX_WORD)
    links = LinksBlock(label=_("Words"), min_num=1, max_num=8)

    class Meta:
        icon = "list-ul"
        label = _("Column")
        label_format = "{title}"


class ColumnsBlock(blocks.StreamBlock):
    """The columns of the footer."""

    column = ColumnBlock()

    class Meta:
        collapsed = True


def words_of(stream: Any) -> Iterator[tuple[str, str]]:
    """The words of a menu by the id of the block, those of columns with the links in them."""
    for entry in stream:
        if word := entry.value.get("title") or entry.value.get("label"):
            yield entry.id, word
        yield from words_of(entry.value.get("links") or ())


def address_of_goods(choice: str) -> tuple[str, str] | None:
    """Title and address of a list of products; None for one that is gone or hidden."""
    kind, _sep, pk = choice.partition(":")
    if kind == ALL_GOODS:
        return str(_("Goods")), reverse("storefront:collections")
    rows: Any = {
        "collection": Collection.objects.filter(is_visible=True),
        "category": Category.objects.all(),
    }.get(kind)
    row = rows.filter(pk=pk).first() if rows is not None and pk.isdecimal() else None
    return (row.told_name, row.get_absolute_url()) if row else None
