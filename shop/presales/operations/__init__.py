"""Writes of pre-sales. Locks: the pre-sale, then its SKU, or what ``place_order`` takes."""

from shop.presales.operations.ending import call_off_presale, end_presale, finish_calling_off, give_up
from shop.presales.operations.ordering import order_in_advance
from shop.presales.operations.planning import change_presale, plan_presale

__all__ = [
    "call_off_presale",
    "change_presale",
    "end_presale",
    "finish_calling_off",
    "give_up",
    "order_in_advance",
    "plan_presale",
]
