"""Pure decisions of the inventory."""

from shop.inventory.enums import MovementReason

# At this many units or fewer available, a SKU is low: time to order or to bake.
LOW_STOCK_UNITS = 5


def reason_fits(reason: str, delta: int) -> bool:
    """Whether goods can have come or gone for that reason: received ones add, damaged ones take away."""
    if reason in {MovementReason.RECEIVE, MovementReason.RETURN}:
        return delta > 0
    if reason == MovementReason.DAMAGE:
        return delta < 0
    return True


def stock_level(available: int) -> str:
    """``out``, ``low`` or ``ok``."""
    if available <= 0:
        return "out"
    return "low" if available <= LOW_STOCK_UNITS else "ok"
