"""What a case means for the staff: whose turn it is, and what happens if nobody acts."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from shop.aftersales import rules
from shop.aftersales.enums import CaseKind, CaseReason, CaseState
from shop.aftersales.models import Case
from shop.core.money import yuan

S = CaseState
_MAY_PAY = frozenset({S.ASKED, S.OFFERED, S.RETURNING, S.SENT, S.RECEIVED})
_FOR_MONEY = frozenset({CaseKind.REFUND, CaseKind.RETURN, CaseKind.PRICE})
TROUBLE = gettext_lazy(
    "Its parcel is in trouble: find out what became of it, and note it. The case does not count as settled before that."
)


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


def by_itself(case: Case, state: CaseState, *, is_late: bool, left_fen: int) -> str:
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
        return _("Then ¥%(sum)s goes back by itself.") % {"sum": yuan(_back_fen(case, left_fen))}
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


def agreed(case: Case, state: CaseState, *, left_fen: int) -> str:
    """What a yes brings about, said before it is given."""
    if state not in {S.ASKED, S.RECEIVED}:
        return ""
    to = rules.RETURNED[CaseKind(case.kind)] if state == S.RECEIVED else rules.AGREED[CaseKind(case.kind)]
    if to == S.SETTLED and case.calls_off:
        return _("With your yes the order closes and ¥%(sum)s goes back at once.") % {"sum": yuan(left_fen)}
    if to == S.SETTLED and not left_fen:
        return _("With your yes the case is settled, and nothing goes back.")
    if to == S.SETTLED:
        return _("With your yes ¥%(sum)s goes back at once.") % {"sum": yuan(_back_fen(case, left_fen))}
    if to == S.RETURNING:
        return _("With your yes the customer may send it back; nothing else happens yet.")
    return _("With your yes the goods are held for the customer, for you to send.")


def warning(case: Case, state: CaseState, *, left_fen: int) -> str:
    """Where less is left of the order's money than the case stands at, as some went back otherwise; "" elsewhere."""
    if state not in _MAY_PAY or case.kind not in _FOR_MONEY or left_fen >= case.stands_at_fen:
        return ""
    if not left_fen:
        return _("Nothing is left to refund: all that was paid for this order has gone back already.")
    return _("Only ¥%(left)s is left of what was paid for this order; the rest has gone back already.") % {
        "left": yuan(left_fen)
    }


def _back_fen(case: Case, left_fen: int) -> int:
    return left_fen if case.calls_off else min(case.stands_at_fen, left_fen)
