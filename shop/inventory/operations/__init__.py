"""Writes of the inventory.

Lock order: StockItem rows in ascending SKU id, always, then quotas in ascending id; balances, lots and reservations
are touched only under their stock row's lock. A stocktake is locked before its stock rows.
"""

from shop.inventory.operations.grid import Edit, RowEdits, revise_sku
from shop.inventory.operations.ledger import Spot
from shop.inventory.operations.places import (
    close_place,
    make_default,
    remove_place,
    reopen_place,
    revise_lot,
    save_place,
)
from shop.inventory.operations.reservations import (
    Part,
    confirm,
    confirm_each,
    fulfil,
    lock_stock,
    prolong,
    reclaim,
    release,
    release_expired,
    release_part,
    reserve,
    reserve_each,
)
from shop.inventory.operations.selling import (
    end_quota,
    open_stock,
    save_quota,
    set_apart,
    set_components,
    set_levels,
    set_stocked,
)
from shop.inventory.operations.spots import LotData, change_condition, receive, take_back, transfer, write_off
from shop.inventory.operations.stock import count_stock, move_stock
from shop.inventory.operations.stocktake_posting import post_stocktake
from shop.inventory.operations.stocktakes import (
    Finding,
    cancel_stocktake,
    count_goods,
    count_rest_as_zero,
    leave_out,
    open_stocktake,
)

__all__ = [
    "Edit",
    "Finding",
    "LotData",
    "Part",
    "RowEdits",
    "Spot",
    "cancel_stocktake",
    "change_condition",
    "close_place",
    "confirm",
    "confirm_each",
    "count_goods",
    "count_rest_as_zero",
    "count_stock",
    "end_quota",
    "fulfil",
    "leave_out",
    "lock_stock",
    "make_default",
    "move_stock",
    "open_stock",
    "open_stocktake",
    "post_stocktake",
    "prolong",
    "receive",
    "reclaim",
    "release",
    "release_expired",
    "release_part",
    "remove_place",
    "reopen_place",
    "reserve",
    "reserve_each",
    "revise_lot",
    "revise_sku",
    "save_place",
    "save_quota",
    "set_apart",
    "set_components",
    "set_levels",
    "set_stocked",
    "take_back",
    "transfer",
    "write_off",
]
