"""The undo of some rows in one transaction."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Q
from wagtail.images import get_image_model

from shop.bulk.enums import Undo
from shop.bulk.models import Row, Run
from shop.bulk.operations.piece import Piece
from shop.bulk.uses import mentions_of, users_of
from shop.catalog.models import Collection, CollectionItem, PriceEntry, Product, Sku
from shop.catalog.operations import drop_collections, take_off_shelves, withdraw_products, withdraw_skus
from shop.catalog.operations.tags import drop_tags
from shop.core.errors import ShopError
from shop.inventory.models import StockItem, StockMovement
from shop.inventory.operations.bulk import close_stocks

# What hangs on goods by their nature; whatever else points to them is somebody's use of them.
_OF_SKU = {"bulk.Row", "catalog.PriceEntry", "catalog.SkuValue", "inventory.StockItem"}
_OF_STOCK = {"inventory.Balance", "inventory.StockMovement"}
_OF_PRODUCT = {
    "bulk.Row",
    "catalog.Collection",
    "catalog.CollectionItem",
    "catalog.Option",
    "catalog.ProductPicture",
    "catalog.Sku",
}

# Sizes of an image, and the words it is found by.
_OF_IMAGE = {"media.BrandRendition"}

Note = dict[str, Any]


class Reversal:
    """Puts rows back. What somebody changed or uses since is left as it is, with the reasons noted at the row."""

    def __init__(self, run: Run, *, at: datetime) -> None:
        self.run = run
        self.at = at
        self.piece = Piece(run, by=run.undone_by, source=run.undo_reference, at=at)

    # --- Rows that changed something ---------------------------------------------------------------------

    def put_back(self, row: Row) -> None:
        """Give each field its old value, if it still has the one this run gave it."""
        for field, old, new in reversed(row.changes):
            try:
                with transaction.atomic():
                    self.piece.put(row, field, new, old)
            except ShopError:
                row.undo_notes.append({"code": "undo_stale", "field": field, "value": new})
        row.undo = Undo.KEPT if row.undo_notes else Undo.BACK
        self._drop_images(_images_of(row))

    def _drop_images(self, image_ids: list[int]) -> None:
        """Remove the images this run brought from the media library, unless something shows them by now."""
        model = get_image_model()
        used = {**mentions_of(model, image_ids, own=()), **users_of(model, image_ids, own=_OF_IMAGE)}
        model.objects.filter(pk__in=set(image_ids) - set(used)).delete()

    # --- Rows that made something -------------------------------------------------------------------------

    def withdraw(self, rows: list[Row]) -> None:
        """Remove the SKUs of these rows with all that was made for them, unless somebody uses them."""
        there = [row for row in rows if row.sku is not None]
        sku_ids = sorted(row.sku_id for row in there if row.sku_id)
        product_ids = sorted({row.sku.product_id for row in there if row.sku})
        # In the order of every other writer: products, stock rows. Orders come no further than the stock row.
        list(Product.objects.select_for_update(no_key=True).filter(pk__in=product_ids).order_by("pk").values_list("pk"))
        stocks = StockItem.objects.select_for_update().filter(pk__in=sku_ids).order_by("pk").in_bulk()
        uses = self._uses(sku_ids, product_ids)
        for row in rows:
            row.undo_notes = self._notes(row, stocks, uses) if row.sku else []
            row.undo = Undo.KEPT if row.undo_notes else Undo.BACK
        self._remove([row for row in there if row.undo == Undo.BACK])

    def _uses(self, sku_ids: list[int], product_ids: list[int]) -> dict[int, Note]:
        """By SKU: what else happened to it or its product."""
        found: dict[int, Note] = {}
        made = self._made_products(product_ids)
        other = Q(reference=self.run.reference) | Q(reference=self.run.undo_reference)
        moved = StockMovement.objects.filter(stock__in=sku_ids).exclude(other)
        for sku_id in moved.values_list("stock", flat=True).distinct():
            found[sku_id] = {"code": "undo_moved"}
        priced = PriceEntry.objects.filter(sku__in=sku_ids).exclude(reference=self.run.reference)
        for sku_id in priced.values_list("sku", flat=True).distinct():
            found[sku_id] = {"code": "undo_priced"}
        for model, pks, own in ((StockItem, sku_ids, _OF_STOCK), (Sku, sku_ids, _OF_SKU)):
            for pk, label in users_of(model, pks, own=own).items():
                found[pk] = {"code": "undo_used", "used": label}
        products: dict[int, Note] = {
            **{pk: {"code": "undo_edited"} for pk in self._edited(made)},
            **{pk: {"code": "undo_used", "used": label} for pk, label in self._product_users(made).items()},
        }
        for sku_id, product_id in Sku.objects.filter(pk__in=sku_ids, product__in=products).values_list("pk", "product"):
            found.setdefault(sku_id, products[product_id])
        return found

    def _made_products(self, product_ids: list[int]) -> list[int]:
        """Those of the products that this run made, by whichever of its rows."""
        rows = Row.objects.filter(run=self.run, sku__product__in=product_ids, made__has_key="product")
        return sorted({made["product"] for made in rows.values_list("made", flat=True)} & set(product_ids))

    def _edited(self, product_ids: list[int]) -> list[int]:
        is_as_made = Q(latest_revision=None, live=self.piece.live)
        return list(Product.objects.filter(pk__in=product_ids).exclude(is_as_made).values_list("pk", flat=True))

    def _product_users(self, product_ids: list[int]) -> dict[int, str]:
        """Stories and whatever else names a product; also shelves, unless this run put it there."""
        own_items = Row.objects.filter(run=self.run, sku__product__in=product_ids, made__has_key="item")
        items = {made["item"] for made in own_items.values_list("made", flat=True)}
        on_shelves = CollectionItem.objects.filter(product__in=product_ids).exclude(pk__in=items)
        return {
            **dict.fromkeys(on_shelves.values_list("product", flat=True), "catalog.Collection"),
            **mentions_of(Product, product_ids, own={"catalog.Collection"}),
            **users_of(Product, product_ids, own=_OF_PRODUCT),
        }

    def _notes(self, row: Row, stocks: dict[int, StockItem], uses: dict[int, Note]) -> list[Note]:
        sku = row.sku
        assert sku is not None  # noqa: S101
        notes = [
            {"code": "undo_stale", "field": field, "value": made}
            for field, made, now in (
                ("code", row.code, sku.code),
                ("price", row.values["price"], sku.price_fen),
                ("barcode", row.values.get("barcode", ""), sku.barcode),
                ("cost", row.values.get("cost"), sku.cost_fen),
                ("weight", row.values.get("weight"), sku.weight_g),
                ("is_active", True, sku.is_active),
            )
            if made != now
        ]
        if sku.image_id != row.made.get("own_image"):
            notes.append({"code": "undo_stale", "field": "sku_picture", "value": row.made.get("own", [0, ""])[1]})
        stock = stocks.get(sku.pk)
        if stock and (stock.reserved or stock.on_hand != row.values.get("stock", 0)):
            notes.append({"code": "undo_moved"})
        elif sku.pk in uses:
            notes.append(uses[sku.pk])
        return notes

    def _remove(self, rows: list[Row]) -> None:
        def made(name: str) -> list[int]:
            return [row.made[name] for row in rows if name in row.made]

        sku_ids = [row.sku_id for row in rows if row.sku_id]
        product_ids = {row.sku.product_id for row in rows if row.sku}
        close_stocks(by=self.run.undone_by, sku_ids=sku_ids, reference=self.run.undo_reference, at=self.at)
        withdrawn = self._made_products(sorted(product_ids))
        withdraw_skus(sku_ids=sku_ids)
        # A product that others of its SKUs keep also keeps its place on the shelf.
        kept = set(Sku.objects.filter(product__in=product_ids).values_list("product", flat=True))
        items = CollectionItem.objects.filter(pk__in=made("item")).exclude(product__in=kept)
        take_off_shelves(item_ids=list(items.values_list("pk", flat=True)))
        withdraw_products(product_ids=withdrawn, option_ids=made("option"), value_ids=made("value"))
        self._drop_images([pk for row in rows for pk in _images_of(row)])
        for row in rows:
            row.sku = None

    def drop_what_is_empty(self) -> None:
        """Remove the collections and tags this run made, if nothing is in them and nobody speaks of them."""
        tagged = Row.objects.filter(run=self.run, made__has_key="tag")
        drop_tags(tag_ids={made["tag"] for made in tagged.values_list("made", flat=True)})
        rows = Row.objects.filter(run=self.run, made__has_key="collection")
        made = {made["collection"] for made in rows.values_list("made", flat=True)}
        used = {**mentions_of(Collection, made, own=()), **users_of(Collection, made, own={"catalog.CollectionItem"})}
        drop_collections(collection_ids=made - set(used))


def _images_of(row: Row) -> list[int]:
    """The images that a row brought into the media library."""
    own = row.made.get("own_image")
    return [*row.made.get("images", []), *([own] if own else [])]
