"""Writes of custom work. Locks: its order, then the work; what follows keeps the order of docs/locking.md."""

from shop.commissions.operations.asking import ask, ask_again, decline, quote, withdraw
from shop.commissions.operations.ending import call_off
from shop.commissions.operations.following import act_due, follow_order
from shop.commissions.operations.making import approve, finish, send_proof, want_changes
from shop.commissions.operations.ordering import accept
from shop.commissions.operations.terms import set_terms

__all__ = [
    "accept",
    "act_due",
    "approve",
    "ask",
    "ask_again",
    "call_off",
    "decline",
    "finish",
    "follow_order",
    "quote",
    "send_proof",
    "set_terms",
    "want_changes",
    "withdraw",
]
