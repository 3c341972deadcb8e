"""Writes of promotions."""

from shop.promotions.operations.announce import announce_due
from shop.promotions.operations.claims import Claim, claim, forget_person, lock_items, release
from shop.promotions.operations.manage import (
    PromotionItemData,
    cancel_promotion,
    change_promotion,
    create_promotion,
    end_promotion,
)

__all__ = [
    "Claim",
    "PromotionItemData",
    "announce_due",
    "cancel_promotion",
    "change_promotion",
    "claim",
    "create_promotion",
    "end_promotion",
    "forget_person",
    "lock_items",
    "release",
]
