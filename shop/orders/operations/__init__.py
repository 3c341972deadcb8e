"""The conductor of a sale: cart, place, pay, cancel, expire, ship, complete.

Lock order: the order row first, then stock rows (ascending SKU id), then promotion items (ascending id).
"""

from shop.orders.operations.address import change_address
from shop.orders.operations.amend import add_to_order, replace_order
from shop.orders.operations.batch import mark_batch_paid, place_batch
from shop.orders.operations.cancel import cancel_order, expire_due, expire_order
from shop.orders.operations.cart import add_to_cart, clear_cart, set_quantity
from shop.orders.operations.correct import correct_waybill
from shop.orders.operations.deposit import call_for_balance, call_off, mark_deposit_paid
from shop.orders.operations.dispatch import check_waybills, discard_waybills, ship_waybills
from shop.orders.operations.hand_over import hand_over_order
from shop.orders.operations.label import label_orders
from shop.orders.operations.notes import add_note
from shop.orders.operations.pay import lock_for_payment, mark_paid
from shop.orders.operations.pictures import remove_unordered_pictures, store_picture
from shop.orders.operations.place import place_order
from shop.orders.operations.prolong import prolong_order
from shop.orders.operations.protect import lowered_lines, protect_price, saved_fen
from shop.orders.operations.receipt import (
    catch_up_receipt,
    complete_due,
    complete_order,
    extend_receipt,
    review_receipt,
)
from shop.orders.operations.receivers import add_receivers, change_receiver, forget_receivers, remove_receivers
from shop.orders.operations.rest import call_off_rest, take_units_out
from shop.orders.operations.saved import remove_tab, save_tab
from shop.orders.operations.ship import ship_order
from shop.orders.operations.sorting import hold_order, resume_order, tag_order
from shop.orders.operations.together import ship_together

__all__ = [
    "add_note",
    "add_receivers",
    "add_to_cart",
    "add_to_order",
    "call_for_balance",
    "call_off",
    "call_off_rest",
    "cancel_order",
    "catch_up_receipt",
    "change_address",
    "change_receiver",
    "check_waybills",
    "clear_cart",
    "complete_due",
    "complete_order",
    "correct_waybill",
    "discard_waybills",
    "expire_due",
    "expire_order",
    "extend_receipt",
    "forget_receivers",
    "hand_over_order",
    "hold_order",
    "label_orders",
    "lock_for_payment",
    "lowered_lines",
    "mark_batch_paid",
    "mark_deposit_paid",
    "mark_paid",
    "place_batch",
    "place_order",
    "prolong_order",
    "protect_price",
    "remove_receivers",
    "remove_tab",
    "remove_unordered_pictures",
    "replace_order",
    "resume_order",
    "review_receipt",
    "save_tab",
    "saved_fen",
    "set_quantity",
    "ship_order",
    "ship_together",
    "ship_waybills",
    "store_picture",
    "tag_order",
    "take_units_out",
]
