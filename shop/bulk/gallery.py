"""The pictures of a run: which belong to which row, and whether the media library would take them."""

import re
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from wagtail.images import get_image_model

from shop.bulk.imports.pictures import Album, Member
from shop.bulk.imports.reading import BadFile, column_name
from shop.bulk.models import Row, Run
from shop.catalog.models import Product, ProductPicture
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

    def match(self, row: Row, product_id: int | None) -> Reason:
        """Note at the row which pictures it brings (``made["pictures"]``), or say what is wrong with them.

        A picture whose name the product shows already is not brought again.
        """
        named = [name for name in map(str.strip, _SEPARATORS.split(row.values.get("pictures", ""))) if name]
        if self.album is None:
            return {}
        members = self.album.of_code(row.code)
        for name in named:
            member = self.album.named(name)
            if member is None:
                place = self.run.options["mapping"]["pictures"]
                return {"code": "picture_missing", "column": column_name(place), "value": name[:60]}
            members.append(member)
        members = list(dict.fromkeys(members))
        self.used |= {member.place for member in members}
        shown = self._shown(product_id) if product_id and members else set()
        fresh = [member for member in members if member.stem not in shown]
        for member in fresh:
            if bad := self._wrong(member):
                return bad
        if fresh:
            row.made = {"pictures": [[member.place, member.name] for member in fresh]}
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


def _covers(product_id: int) -> Any:
    return Product.objects.filter(pk=product_id, cover__isnull=False).values("cover")


def _pictures(product_id: int) -> Any:
    return ProductPicture.objects.filter(product=product_id).values("image")
