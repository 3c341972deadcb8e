"""What legal pages and venues could be held against."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from content.checks.findings import CheckFinding
from content.pages.models import LegalPage, VenuePage
from content.pages.queries import hall_products, seller_words
from content.pages.rules import facts_named
from shop.core.wording import Weight

_SELLER_SOURCE = "《网络交易监督管理办法》第十二条"
_CARE = _("A template is no legal advice")


def legal_text(draft: Any, at: datetime) -> Iterator[CheckFinding]:
    """A legal text names facts that the brand kit has, and somebody has read it."""
    if not isinstance(draft, LegalPage):
        return
    facts, labels = seller_words()
    for name in facts_named(draft.text, known=facts):
        if not facts[name]:
            yield CheckFinding(
                weight=Weight.STOP,
                place=str(_("Text")),
                anchor="id_text",
                message=_("The brand kit does not say this yet. Readers see a gap in brackets."),
                source=_SELLER_SOURCE,
                quote=labels[name],
            )
    if not draft.is_checked:
        yield CheckFinding(
            weight=Weight.ASK,
            place=str(_("Text")),
            anchor="id_is_checked",
            message=_("It is still the template. Read it, adapt it to how you work, then say so in the last field."),
            source=_CARE,
        )


def venue_goods(draft: Any, at: datetime) -> Iterator[CheckFinding]:
    """A venue shows something, and each of its halls does."""
    if not isinstance(draft, VenuePage):
        return
    for hall in draft.halls:
        if not hall_products(hall.value, at=at):
            yield CheckFinding(
                weight=Weight.ASK,
                place=str(hall.block.label),
                anchor=f"block-{hall.id}-section",
                message=_("Nothing in this hall is in the shop now. Shoppers do not see it."),
                source=_("A venue without goods is an empty promise"),
                quote=hall.value["title"],
            )
