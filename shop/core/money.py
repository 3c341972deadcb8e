"""Money is integer fen (1/100 yuan) everywhere inside; yuan only at the edges, here."""

import re
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

# 10 million yuan: larger than any price or order of a micro-brand, small enough for any 64-bit sum.
MAX_FEN = 1_000_000_000

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．，－￥", "0123456789.,-¥")
_YUAN = re.compile(r"^-?\d{1,9}(\.\d{1,2})?$")


def parse_yuan(text: str | int | float | Decimal) -> int:
    """Fen for an amount in yuan as people type it: ``68``, ``68.5``, ``¥1,280.00``, full-width digits.

    Raises ``ValueError`` for anything else, also for a third decimal (never rounded silently).
    """
    if isinstance(text, float):
        text = repr(text)
    cleaned = str(text).strip().translate(_FULL_WIDTH).lstrip("¥").removesuffix("元").strip()
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d{1,2})?", cleaned):
        cleaned = cleaned.replace(",", "")
    if re.fullmatch(r"-?\d{1,9}\.\d{2}0+", cleaned):
        cleaned = cleaned.rstrip("0")
    if not _YUAN.match(cleaned):
        msg = f"not an amount in yuan: {str(text)[:40]!r}"
        raise ValueError(msg)
    try:
        fen = int(Decimal(cleaned) * 100)
    except InvalidOperation as error:
        raise ValueError(str(text)[:40]) from error
    if abs(fen) > MAX_FEN:
        msg = "amount out of range"
        raise ValueError(msg)
    return fen


def as_decimal(fen: int) -> Decimal:
    """``6850`` → ``Decimal("68.50")``: for spreadsheets, where an amount has to stay a number."""
    return Decimal(fen).scaleb(-2)


def yuan(fen: int, *, trim: bool = False) -> str:
    """``6850`` → ``68.50``; with ``trim`` whole yuan lose the decimals (``68``)."""
    sign = "-" if fen < 0 else ""
    whole, rest = divmod(abs(fen), 100)
    if trim and rest == 0:
        return f"{sign}{whole:,}"
    return f"{sign}{whole:,}.{rest:02d}"


def allocate(total_fen: int, weights: Sequence[int]) -> list[int]:
    """Split ``total_fen`` by ``weights`` so that the parts add up exactly (largest remainder, ties to the first)."""
    weight_sum = sum(weights)
    if weight_sum <= 0 or any(weight < 0 for weight in weights):
        msg = "weights must be non-negative and not all zero"
        raise ValueError(msg)
    parts = [total_fen * weight // weight_sum for weight in weights]
    rest = total_fen - sum(parts)
    by_remainder = sorted(range(len(weights)), key=lambda i: (-(total_fen * weights[i] % weight_sum), i))
    for i in by_remainder[:rest]:
        parts[i] += 1
    return parts


class YuanField(forms.CharField):
    """A form field typed and shown in yuan, cleaned to integer fen."""

    default_error_messages = {
        "invalid": _("Enter an amount in yuan with at most two decimals, such as 68 or 68.50."),
        "too_small": _("The amount must be at least ¥%(minimum)s."),
    }

    def __init__(self, *, min_fen: int = 0, **kwargs: Any) -> None:
        self.min_fen = min_fen
        kwargs.setdefault("max_length", 16)
        kwargs.setdefault("widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}))
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        return yuan(value).replace(",", "") if isinstance(value, int) else value

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            fen = parse_yuan(text)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if fen < self.min_fen:
            raise ValidationError(
                self.error_messages["too_small"], code="too_small", params={"minimum": yuan(self.min_fen)}
            )
        return fen

    def has_changed(self, initial: Any, data: Any) -> bool:
        return super().has_changed(self.prepare_value(initial), data)
