"""What custom work means for the staff: whose turn it is, and what happens if nobody acts."""

from django.utils.translation import gettext as _

from shop.bespoke.enums import BespokeState

S = BespokeState


def turn(state: BespokeState) -> str:
    """What has to be done now, in a sentence."""
    texts = {
        S.ASKED: _("The customer waits for your quote."),
        S.QUOTED: _("The customer has your quote and accepts it, or wants it to be different."),
        S.ORDERED: _("The customer has accepted and pays the deposit."),
        S.DESIGNING: _("The deposit is paid. Show the customer what it will be."),
        S.PROOF: _("The customer looks at your proof."),
        S.MAKING: _("Make it. When it is done, call for the balance."),
        S.BALANCE: _("It is made. The customer pays the balance."),
        S.READY: _("All of it is paid. Send it: the order stands among those to ship."),
        S.DONE: _("Nothing is left to do."),
        S.DECLINED: _("Declined. The customer knows why."),
        S.WITHDRAWN: _("Withdrawn. Nothing was ordered."),
        S.LAPSED: _("The quote or the deposit was not taken up in time. Nothing was paid."),
        S.CALLED_OFF: _("Called off. What became of the deposit is on the order."),
    }
    return texts[state]


def by_itself(state: BespokeState) -> str:
    """What time does at the deadline; "" where it does nothing."""
    texts = {
        S.QUOTED: _("Then the quote lapses."),
        S.ORDERED: _("Then the order closes, and nothing was charged."),
        S.DESIGNING: _("From then on the customer may call it off as your fault."),
        S.PROOF: _("Then it counts as approved, as the quote says."),
        S.MAKING: _("From then on the customer may call it off as your fault."),
        S.BALANCE: _("Then the order closes, and the deposit is settled as the customer's fault."),
    }
    return texts.get(state, "")
