"""What a case means for the staff: whose turn it is, and what happens if nobody acts."""

from django.utils.translation import gettext as _

from shop.aftersales import rules
from shop.aftersales.enums import CaseKind, CaseReason, CaseState
from shop.aftersales.models import Case
from shop.core.money import yuan

S = CaseState


def turn(case: Case, state: CaseState) -> str:
    """What has to be done now, in a sentence."""
    texts = {
        S.ASKED: _("The customer waits for your answer."),
        S.OFFERED: _("The customer has your offer and answers it."),
        S.RETURNING: _("The customer sends the goods back."),
        S.SENT: _("The goods are on their way to you. Look at them when they arrive."),
        S.RECEIVED: _("Not all came back as it should. Decide what is sent back to the customer."),
        S.REPLACING: _("The replacement is held for the customer. Send it."),
        S.RESENT: _("The replacement is on its way to the customer."),
        S.SETTLED: _("Nothing is left to do."),
        S.REFUSED: _("Refused. The customer knows why and may ask again."),
        S.WITHDRAWN: _("Withdrawn. Nothing was sent back."),
    }
    return texts[state]


def by_itself(case: Case, state: CaseState, *, is_late: bool) -> str:
    """What time does at the deadline; "" where it does nothing."""
    if state == S.REPLACING and is_late:
        return _("It is late: the customer may take the money instead now.")
    if state == S.REPLACING:
        return _("From then on the customer may take the money instead.")
    if state not in rules.OPEN_STATES:
        return ""
    after = rules.timeout(case.kind, state)
    if after == S.SETTLED and state == S.RESENT:
        return _("Then it counts as received.")
    if after == S.SETTLED:
        return _("Then ¥%(sum)s goes back by itself.") % {"sum": yuan(case.stands_at_fen)}
    if after == S.WITHDRAWN:
        return _("If nothing is sent by then, the case ends.")
    if after == S.RETURNING:
        return _("Then it is agreed by itself, and the goods may be sent back.")
    return _("Then it is agreed by itself, and the replacement is to be sent.")


def legal(case: Case) -> str:
    """What the law says about it, where it says something."""
    if case.reason == CaseReason.NO_REASON:
        return _(
            "A return without a reason within the time for it: it was granted by itself. The price goes back within "
            "seven days of the goods' return; postage is the customer's. Goods that are not complete or not intact "
            "may be answered with another sum."
        )
    if case.is_fault and case.kind in {CaseKind.RETURN, CaseKind.EXCHANGE}:
        return _("The shop answers for it: postage is yours in both directions.")
    return ""
