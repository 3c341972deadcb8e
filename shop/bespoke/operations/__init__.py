"""Writes of custom work. Locks: its order, then the work; what follows keeps the order of docs/locking.md."""

from shop.bespoke.operations.asking import ask, ask_again, decline, quote, withdraw
from shop.bespoke.operations.ending import call_off
from shop.bespoke.operations.following import act_due, follow_order, mark_seen
from shop.bespoke.operations.making import approve, finish, send_proof, want_changes
from shop.bespoke.operations.ordering import accept
from shop.bespoke.operations.terms import set_terms

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
    "mark_seen",
    "quote",
    "send_proof",
    "set_terms",
    "want_changes",
    "withdraw",
]
