"""Refusals of after-sales."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import InvalidInput, ShopError


class CaseNotInState(ShopError):
    """The step is none from where the case stands."""

    code = "case_state"
    message = _(
        "The case has moved on in the meantime, so this cannot be done any more. Reload to see where it stands."
    )


class NotClaimable(InvalidInput):
    """It cannot be asked for, or not for so much; the message says why."""

    code = "not_claimable"
    status = 409


class StatutoryRight(ShopError):
    """A return within the statutory time is no favour."""

    code = "statutory_right"
    message = _(
        "Within the time to return nobody has to give a reason, so it cannot be refused before the goods are here."
    )
