"""The pictures of a run: which belong to which row, and whether the media library would take them."""

import re
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from wagtail.images import get_image_model

from shop.bulk.imports.pictures import Album, Member
from shop.bulk.imports.reading import BadFile, column_name
from shop.bulk.models import Row, Run
from shop.catalog.models import Product, ProductPicture, Sku
from shop.catalog.operations.pictures import BadPicture, verified

_SEPARATORS = re.compile(r"[,，、;；|\n]+")
MAX_TOLD = 100

Reason = dict[str, Any]


class Gallery:
    """Matches rows with pictures; without a ZIP it matches nothing."""

    def __init__(self, run: Run) -> None:
        self.run = run
        self._file = run.pictures.open("rb") if run.pictures else None
        self.album = Album(self._file) if self._file else None
        self.used: set[int] = set()

    def close(self) -> None:
        """Close the ZIP."""
        if self._file:
            self._file.close()

    def match(self, row: Row, sku: Sku | None) -> Reason:
        """Note at the row which pictures it brings for its product (``made["pictures"]``) and for its SKU alone
        (``made["own"]``), or say what is wrong with them.

        A picture whose name the product or the SKU shows already is not brought again.
        """
        if self.album is None:
            return {}
        named = [name for name in map(str.strip, _SEPARATORS.split(row.values.get("pictures", ""))) if name]
        own_name = row.values.get("sku_picture", "")
        for field, name in [
            *(("pictures", name) for name in named),
            *([("sku_picture", own_name)] if own_name else []),
        ]:
            if self.album.named(name) is None:
                place = self.run.options["mapping"][field]
                return {"code": "picture_missing", "column": column_name(place), "value": name[:60]}
        own = self.album.named(own_name) if own_name else None
        chosen = [member for name in named if (member := self.album.named(name))]
        # Named like the code it would be the product's, unless it is said to be the SKU's.
        by_code = [member for member in self.album.of_code(row.code) if member != own]
        members = list(dict.fromkeys([*by_code, *chosen]))
        self.used |= {member.place for member in [*members, *([own] if own else [])]}
        shown = self._shown(sku.product_id) if sku and members else set()
        fresh = [member for member in members if member.stem not in shown]
        if own and sku and sku.image and sku.image.title == own.stem:
            own = None
        for member in [*fresh, *([own] if own else [])]:
            if bad := self._wrong(member):
                return bad
        if fresh:
            row.made["pictures"] = [[member.place, member.name] for member in fresh]
        if own:
            row.made |= {"own": [own.place, own.name], "had": sku.image_id if sku else None}
        return {}

    def _shown(self, product_id: int) -> set[str]:
        """Titles of the pictures that a product has."""
        images = get_image_model().objects.filter(Q(pk__in=_covers(product_id)) | Q(pk__in=_pictures(product_id)))
        return set(images.values_list("title", flat=True))

    def _wrong(self, member: Member) -> Reason:
        assert self.album is not None  # noqa: S101
        try:
            verified(member.name, self.album.content(member.place))
        except (BadFile, BadPicture) as error:
            return {"code": "bad_picture", "value": member.name[:60], "told": str(error)[:200]}
        return {}

    def unmatched(self) -> list[str]:
        """Names of pictures that belong to no row."""
        if self.album is None:
            return []
        left = [member.name for member in self.album.members if member.place not in self.used]
        return [*left[:MAX_TOLD], *(["…"] if len(left) > MAX_TOLD else [])]

    def contents(self, row: Row) -> Iterator[tuple[str, bytes]]:
        """The pictures of a row, one at a time in memory."""
        assert self.album is not None  # noqa: S101
        for place, name in row.made["pictures"]:
            yield name, self.album.content(place)

    def own_of(self, row: Row) -> tuple[str, bytes]:
        """The picture of a row's SKU alone."""
        assert self.album is not None  # noqa: S101
        place, name = row.made["own"]
        return name, self.album.content(place)


def _covers(product_id: int) -> Any:
    return Product.objects.filter(pk=product_id, cover__isnull=False).values("cover")


def _pictures(product_id: int) -> Any:
    return ProductPicture.objects.filter(product=product_id).values("image")
