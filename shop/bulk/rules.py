"""Pure decisions of a bulk edit: what a price becomes."""

from decimal import Decimal, InvalidOperation

from shop.bulk.enums import PriceMode, Rounding

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．－＋％，", "0123456789.-+%,")
MAX_PERCENT = 100_000


def parse_percent(text: str) -> int:
    """Hundredths of a percent for ``10``, ``-7.5``, ``+10%``, full-width digits. ``ValueError`` for anything else."""
    cleaned = text.strip().translate(_FULL_WIDTH).removesuffix("%").strip()
    try:
        hundredths = Decimal(cleaned) * 100
    except InvalidOperation as error:
        raise ValueError(text[:40]) from error
    if not hundredths.is_finite() or hundredths != int(hundredths) or abs(hundredths) > MAX_PERCENT:
        raise ValueError(text[:40])
    return int(hundredths)


def new_price(old_fen: int, *, mode: str, value: int, rounding: str) -> int:
    """What a price in fen becomes; zero or less means that it cannot be done.

    ``value`` is fen (set, amount) or hundredths of a percent. Half a fen is rounded up, and so is a price half way
    between two that end as ``rounding`` says; the lowest such price is ¥0.90 or ¥1.00, never zero.
    """
    if mode == PriceMode.PERCENT:
        fen = (old_fen * (10_000 + value) + 5_000) // 10_000
    else:
        fen = value if mode == PriceMode.SET else old_fen + value
    if fen <= 0 or rounding == Rounding.NONE:
        return fen
    end = 90 if rounding == Rounding.NINETY else 0
    return max((fen - end + 50) // 100 * 100 + end, end or 100)
