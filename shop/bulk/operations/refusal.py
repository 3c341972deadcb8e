"""Why a row was not done, as its reason is stored."""

from shop.bulk.enums import Outcome
from shop.bulk.models import Row
from shop.catalog.errors import DuplicateCode, DuplicateCombination
from shop.catalog.models.collection import MAX_ITEMS
from shop.catalog.operations.categories import MAX_TAGS
from shop.catalog.operations.state import IsScheduled
from shop.core.errors import InvalidInput, ShopError, StaleState
from shop.inventory.errors import NoStockOfItsOwn, StockBelowReserved


def refuse(row: Row, error: ShopError) -> None:
    """Note why a row was not done."""
    row.outcome = Outcome.REFUSED
    if isinstance(error, StaleState):
        row.reason = {"code": "stale", "field": error.field}
    elif isinstance(error, DuplicateCode):
        row.reason = {"code": "exists_now"}
    elif isinstance(error, DuplicateCombination):
        row.reason = {"code": "same_combination"}
    elif isinstance(error, StockBelowReserved):
        row.reason = {"code": "below_reserved"}
    elif isinstance(error, NoStockOfItsOwn):
        row.reason = {"code": "no_stock"}
    elif isinstance(error, IsScheduled):
        row.reason = {"code": "is_scheduled"}
    elif isinstance(error, InvalidInput) and error.field == "collection":
        title = row.values.get("collection") or next(
            (new for field, _old, new in row.changes if field == "collection"), ""
        )
        row.reason = {"code": "collection_full", "value": title, "limit": MAX_ITEMS}
    elif isinstance(error, InvalidInput) and error.field == "tag":
        row.reason = {"code": "edit_tags_full", "limit": MAX_TAGS}
    else:
        row.reason = {"code": "other"}
