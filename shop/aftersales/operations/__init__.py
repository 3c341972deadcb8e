"""Writes of after-sales. Locks: the order, then the case; what follows keeps the order of docs/locking.md."""

from shop.aftersales.operations.change import change_goods
from shop.aftersales.operations.decide import accept_offer, agree, make_offer, object_to_offer, refuse, withdraw
from shop.aftersales.operations.notes import add_note, mark_seen
from shop.aftersales.operations.opening import open_case
from shop.aftersales.operations.parcels import (
    confirm_replacement,
    follow_replacement,
    inspect,
    send_back,
    send_replacement,
    ship_replacement,
    take_money,
)
from shop.aftersales.operations.rest import call_off_rest, take_out
from shop.aftersales.operations.sweep import act_due, close_overtaken
from shop.aftersales.operations.terms import set_terms

__all__ = [
    "accept_offer",
    "act_due",
    "add_note",
    "agree",
    "call_off_rest",
    "change_goods",
    "close_overtaken",
    "confirm_replacement",
    "follow_replacement",
    "inspect",
    "make_offer",
    "mark_seen",
    "object_to_offer",
    "open_case",
    "refuse",
    "send_back",
    "send_replacement",
    "set_terms",
    "ship_replacement",
    "take_money",
    "take_out",
    "withdraw",
]
