"""What a run does to goods, some rows in one transaction: add, change, and put back."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.functional import cached_property

from shop.bulk.enums import NewProducts, Outcome, RunKind
from shop.bulk.gallery import Gallery
from shop.bulk.models import Row, Run
from shop.bulk.operations.refusal import refuse
from shop.catalog.events import PriceChanged, ProductChanged
from shop.catalog.models import Collection, Product, Sku
from shop.catalog.models.collection import MAX_ITEMS
from shop.catalog.operations import Goods, add_goods, put_on_shelves, revise_goods, take_off_shelves
from shop.catalog.operations.pictures import add_pictures, give_sku_picture, remove_pictures, take_sku_picture
from shop.catalog.operations.shelves import shelve, unshelve
from shop.catalog.operations.state import put_state_back, set_live
from shop.catalog.operations.tags import tag_product, untag_product
from shop.core import events
from shop.core.errors import ShopError, StaleState
from shop.inventory.enums import MovementReason
from shop.inventory.events import StockChanged
from shop.inventory.operations.bulk import open_stocks, set_stock, take_back_stock


def _sku_of(row: Row) -> Sku:
    if row.sku is None:
        raise StaleState(field="code")
    return row.sku


def _product_of(row: Row) -> int:
    return row.product_id or _sku_of(row).product_id


def _place(row: Row, families: dict[str, int]) -> dict[str, Any]:
    """Which product a new SKU belongs to: those with an option share the product of their name."""
    if "option_value" not in row.values:
        return {}
    title = row.values["title"]
    return {
        "option": (row.values["option_name"], row.values["option_value"]),
        "family": title,
        "product_id": families.get(title),
    }


class Piece:
    """Some rows of a run at work, in one transaction; forwards (``source`` is the run) or backwards (its undo)."""

    def __init__(self, run: Run, *, by: Any, source: str, at: datetime) -> None:
        self.run = run
        self.by = by
        self.source = source
        self.at = at
        self.is_undo = source == run.undo_reference
        self.edit: dict[str, Any] = run.options.get("edit", {})
        self.live = run.options.get("new_products") == NewProducts.LIVE
        self.price_changed: dict[int, int] = {}
        self.content_changed: set[int] = set()
        self.stock_changed: dict[int, int] = {}
        # Products already on a shelf plus those of this piece, by collection title.
        self.shelf_sizes: dict[str, int] = {}

    def add_new(self, rows: list[Row]) -> None:
        """Create the SKUs of these rows with their products, stock and collections."""
        rows = [row for row in rows if self._has_room(row)]
        if not rows:
            return
        families = self._families(rows)
        goods = [
            Goods(
                code=row.code,
                title=row.values["title"],
                price_fen=row.values["price"],
                barcode=row.values.get("barcode", ""),
                subtitle=row.values.get("subtitle", ""),
                cost_fen=row.values.get("cost"),
                weight_g=row.values.get("weight"),
                **_place(row, families),
            )
            for row in rows
        ]
        results = add_goods(by=self.by, goods=goods, live=self.live, source=self.source, at=self.at)
        units: dict[int, int] = {}
        shelves: dict[str, list[Row]] = {}
        for row, result in zip(rows, results, strict=True):
            if isinstance(result, ShopError):
                refuse(row, result)
                continue
            row.outcome, row.sku = Outcome.DONE, result.sku
            made = {"product": result.product_id, "option": result.option_id, "value": result.value_id}
            row.made |= {name: pk for name, pk in made.items() if pk}
            if "pictures" in row.made:
                self._put_pictures(row)
            if "own" in row.made:
                self._put_own_picture(row)
            units[result.sku.pk] = row.values.get("stock", 0)
            if "collection" in row.values:
                shelves.setdefault(row.values["collection"], []).append(row)
        open_stocks(by=self.by, units=units, reference=self.source, at=self.at)
        self._shelve(shelves)

    def _shelve(self, shelves: dict[str, list[Row]]) -> None:
        made = put_on_shelves(shelves={title: [_product_of(row) for row in rows] for title, rows in shelves.items()})
        for title, rows in shelves.items():
            items = dict(made[title].item_ids)
            for row in rows:
                if item_id := items.pop(_product_of(row), None):
                    row.made["item"] = item_id
            if made[title].collection_id:
                rows[0].made["collection"] = made[title].collection_id

    def _families(self, rows: list[Row]) -> dict[str, int]:
        """Products that SKUs with options join, by name: one of this import first, else the only one of that name."""
        titles = {row.values["title"] for row in rows if "option_value" in row.values}
        found: dict[str, list[int]] = {}
        for pk, title in Product.objects.filter(title__in=titles).order_by("-pk").values_list("pk", "title"):
            found.setdefault(title, []).append(pk)
        families = {title: pks[0] for title, pks in found.items() if len(pks) == 1}
        for title, pks in found.items():
            if len(pks) > 1:
                own = Row.objects.filter(run=self.run, outcome=Outcome.DONE, sku__product__in=pks).order_by("-pk")
                product_id = own.values_list("sku__product", flat=True).first()
                if product_id:
                    families[title] = product_id
        return families

    def _has_room(self, row: Row) -> bool:
        title = row.values.get("collection")
        if not title:
            return True
        if title not in self.shelf_sizes:
            collection = Collection.objects.filter(title=title).order_by("pk").first()
            self.shelf_sizes[title] = collection.items.count() if collection else 0
        if self.shelf_sizes[title] >= MAX_ITEMS:
            row.outcome = Outcome.REFUSED
            row.reason = {"code": "collection_full", "value": title, "limit": MAX_ITEMS}
            return False
        self.shelf_sizes[title] += 1
        return True

    def change(self, row: Row) -> None:
        """Do one row's changes, all or none of them."""
        if row.sku is None and row.product is None:
            row.outcome, row.reason = Outcome.REFUSED, {"code": "gone"}
            return
        changes = {field: (old, new) for field, old, new in row.changes}
        if self.run.kind == RunKind.IMPORT and "collection" in changes and not self._has_room(row):
            return
        before = dict(row.made)
        try:
            with transaction.atomic():
                for field, (expected, value) in changes.items():
                    self.put(row, field, expected, value)
        except ShopError as error:
            row.made = before
            refuse(row, error)
            return
        row.outcome = Outcome.DONE

    def put(self, row: Row, field: str, expected: Any, value: Any) -> None:
        """Make one field ``value`` if it still is ``expected``, forwards and backwards alike; ``StaleState`` if not."""
        if field == "pictures":
            self._put_pictures(row)
        elif field == "sku_picture":
            self._put_own_picture(row)
        elif field == "tag":
            self._put_tag(row, value)
        elif field == "live":
            self._put_live(row, value)
        elif field == "collection":
            self._put_collection(row, value)
        elif field == "stock":
            self._put_stock(row, expected, value)
        else:
            sku = _sku_of(row)
            owed = revise_goods(by=self.by, sku=sku, changes={field: (expected, value)}, source=self.source, at=self.at)
            if PriceChanged in owed:
                self.price_changed.setdefault(sku.product_id, sku.pk)
            if ProductChanged in owed:
                self.content_changed.add(sku.product_id)

    def _put_stock(self, row: Row, expected: int, value: int) -> None:
        sku = _sku_of(row)
        edits = self.run.kind == RunKind.EDIT
        if self.is_undo:
            # The goods do not come or go a second time: the figure is put right.
            take_back_stock(
                by=self.by,
                sku_id=sku.pk,
                expected=expected,
                document=self.run.reference,
                reason=MovementReason.CORRECT if edits else MovementReason.IMPORT,
                reference=self.source,
                at=self.at,
            )
        else:
            set_stock(
                by=self.by,
                sku_id=sku.pk,
                counted=value,
                expected=expected,
                reason=self.edit["reason"] if edits else MovementReason.IMPORT,
                note=self.edit["note"] if edits else "",
                reference=self.source,
                at=self.at,
            )
        self.stock_changed.setdefault(sku.product_id, sku.pk)

    def _put_pictures(self, row: Row) -> None:
        product_id = _product_of(row)
        if self.is_undo:
            remove_pictures(by=self.by, product_id=product_id, image_ids=row.made["images"], item_ids=row.made["shown"])
        else:
            done = add_pictures(by=self.by, product_id=product_id, pictures=self.gallery.contents(row))
            row.made |= {"images": done.image_ids, "shown": done.item_ids}
        self.content_changed.add(product_id)

    def _put_own_picture(self, row: Row) -> None:
        sku, had = _sku_of(row), row.made["had"]
        if self.is_undo:
            take_sku_picture(by=self.by, sku=sku, image_id=row.made["own_image"], had=had)
        else:
            name, content = self.gallery.own_of(row)
            row.made["own_image"] = give_sku_picture(by=self.by, sku=sku, name=name, content=content, expected_id=had)

    @cached_property
    def gallery(self) -> Gallery:
        return Gallery(self.run)

    def _put_live(self, row: Row, value: bool) -> None:
        if self.is_undo:
            before, after = row.made["state"]
            put_state_back(product_id=_product_of(row), expected=after, state=before)
        else:
            row.made["state"] = list(set_live(by=self.by, product_id=_product_of(row), live=value, at=self.at))

    def _put_tag(self, row: Row, value: str) -> None:
        product_id, name = _product_of(row), self.edit["name"]
        if value:
            item, tag_id = tag_product(product_id=product_id, name=name, item_id=row.made.get("untagged"))
            if tag_id and not self.is_undo:
                row.made["tag"] = tag_id
        else:
            item = untag_product(product_id=product_id, name=name)
            if not self.is_undo:
                row.made["untagged"] = item.pk

    def _put_collection(self, row: Row, value: str) -> None:
        product_id = _product_of(row)
        if self.is_undo:
            if "taken" in row.made:
                collection_id, item_id, position = row.made["taken"]
                shelve(collection_id=collection_id, product_id=product_id, item_id=item_id, position=position)
            elif "item" in row.made and not take_off_shelves(item_ids=[row.made["item"]]):
                raise StaleState(field="collection")
        elif self.run.kind == RunKind.IMPORT:
            self._shelve({value: [row]})
        elif value:
            item = shelve(collection_id=self.edit["collection"], product_id=product_id)
            row.made["item"] = item.pk
        else:
            item = unshelve(collection_id=self.edit["collection"], product_id=product_id)
            row.made["taken"] = [item.collection_id, item.pk, item.position]

    def close(self) -> None:
        """Let go of the ZIP, if one was opened."""
        if "gallery" in self.__dict__:
            self.gallery.close()

    def announce(self) -> None:
        """One event of a kind for each product that changed."""
        for product_id, sku_id in sorted(self.price_changed.items()):
            events.publish(PriceChanged(sku_id=sku_id, product_id=product_id))
        for product_id in sorted(self.content_changed):
            events.publish(ProductChanged(product_id=product_id))
        for product_id, sku_id in sorted(self.stock_changed.items()):
            events.publish(StockChanged(sku_id=sku_id, product_id=product_id))
