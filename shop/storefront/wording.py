"""Sentences that more than one page says."""

from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from shop.orders.enums import DepositKind
from shop.orders.queries import QuoteLine


def moment(value: datetime | None) -> str:
    """A point in time as people say it, in local time and to the minute."""
    if value is None:
        return ""
    return date_format(timezone.localtime(value), pgettext("date and time, Django format", "M j, H:i"))


def deposit_text(kind: str) -> str:
    """What a deposit is in law, in plain words."""
    if kind == DepositKind.EARNEST:
        return _(
            "It is earnest money (定金) and counts towards the price. If you call it off, or do not pay the balance in "
            "time, it is not given back; if we fail, you get it back twofold (Civil Code 587)."
        )
    return _(
        "It is a part payment in advance (订金) and counts towards the price. If it comes to nothing, whoever it was, "
        "you get it back."
    )


def problem_text(row: QuoteLine) -> str:
    """What keeps a line from being ordered, and what to do; empty if nothing does."""
    if row.problem == "sold_out":
        return _("This has just sold out.")
    if row.problem == "in_advance":
        return _("It can only be ordered in advance now: see its page.")
    if row.problem == "owned":
        return _("You have bought this already: you can open it at any time.")
    if row.problem == "specification":
        return _("Its order form has changed, or a picture is no longer there. Please fill the form in again.")
    if row.problem == "too_many":
        return _("Only %(count)s left. Please choose a smaller quantity.") % {"count": row.offer.available}
    if row.problem == "person_limit":
        return _("One person may buy %(count)s at this price.") % {"count": row.offer.price.per_person_limit}
    if row.problem == "promotion_left":
        return _("Only %(count)s left at this price. Please choose a smaller quantity.") % {
            "count": row.offer.price.remaining
        }
    return _("This is not for sale at the moment.") if row.problem else ""
