"""Refusals of the brand room."""

from collections.abc import Sequence

from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from content.brand.rules import TooFaint
from shop.core.errors import InvalidInput, ShopError

# Said beside the field, with the measured ratio and the nearest colour that would do.
FAINT_MESSAGE = _(
    "Too faint: the contrast to the paper is %(ratio)s, and at least %(needed)s is needed to be read. "
    "Try %(suggestion)s."
)


def faint_values(faint: TooFaint) -> dict[str, str]:
    """What ``FAINT_MESSAGE`` is filled with. The ratio is cut, not rounded: 4.49 must not read as 4.5."""
    return {
        "ratio": f"{int(faint.ratio * 100) / 100:.2f}:1",
        "needed": f"{faint.needed}:1",
        "suggestion": faint.suggestion,
    }


class ColourTooFaint(InvalidInput):
    """A colour of the kit cannot be read on its paper."""

    code = "colour_too_faint"

    def __init__(self, faint: TooFaint) -> None:
        super().__init__(str(FAINT_MESSAGE % faint_values(faint)), field=faint.field)


class NotReady(ShopError):
    """The shop cannot be opened yet."""

    code = "not_ready"
    message = _("The shop cannot be opened yet.")

    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(now("Before you open, this is missing: %(names)s.") % {"names": now(", ").join(missing)})
