"""Refusals of the notices."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import ShopError


class NothingToWaitFor(ShopError):
    """The goods can be bought now, or are not sold here."""

    code = "nothing_to_wait_for"
    message = _("There is nothing to wait for: look at the page again.")


class TooManyNotices(ShopError):
    """Somebody else's mailbox could be filled otherwise."""

    code = "too_many_notices"
    status = 429
    message = _("That is enough for this mail address today. Come back tomorrow.")


class AskedOften(ShopError):
    """The address was asked several times and has not said yes."""

    code = "asked_often"
    status = 429
    message = _("We have asked this address three times already. Look among its unwanted mails, or give another one.")


class LinkExpired(ShopError):
    """The link of a mail that was confirmed too late, or is not ours."""

    code = "link_expired"
    message = _("This link is not good any more. Ask for the notice again on the product's page.")
