"""Refusals of readers' words."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import ShopError


class TalkClosed(ShopError):
    """Nobody can write here."""

    code = "talk_closed"
    message = _("Nobody can write here at the moment.")


class BuyersOnly(ShopError):
    """Only customers write, and this device belongs to none."""

    code = "buyers_only"
    status = 403
    message = _("Only who has bought here can write. If you have, find your order with this device first.")


class TooManyHeld(ShopError):
    """Somebody writes faster than anybody reads."""

    code = "too_many_held"
    message = _("We have not read your last messages yet. Please come back when they are shown.")


class AlreadyAnswered(ShopError):
    """An answer must keep the words it answers."""

    code = "already_answered"
    message = _("It has been answered, so its words stay as they are. You can take it back altogether.")


class RemarkNotInState(ShopError):
    """A colleague or the writer was faster."""

    code = "remark_state"
    message = _("This has changed in the meantime. Reload to see it as it is now.")
