"""Refusals of channels."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import NotFound, ShopError


class UnknownChannel(NotFound):
    """A channel that is not in use."""

    code = "unknown_channel"
    message = _("This channel is not in use.")


class WrongState(ShopError):
    """The piece has moved on."""

    code = "wrong_state"
    message = _("This piece is in another state by now. Reload and look again.")


class NotTold(ShopError):
    """A page that cannot be told in channels."""

    code = "not_told"
    status = 409
    message = _(
        "This page has no line and no picture of its own to be told with: fronts, lists, answers and legal pages are "
        "not told in channels. Choose a story, series, lookbook, venue, event, person or course."
    )


class NotFit(ShopError):
    """The piece breaks a limit of its channel, or a rule."""

    code = "not_fit"
    message = _("Something has to be changed first: see what was found beside the text.")


class StoryHidden(ShopError):
    """The link would lead to nothing."""

    code = "story_hidden"
    message = _("The story is not published at that moment, so the link would lead nowhere. Publish the story first.")


class MomentInPast(ShopError):
    """Too late to be scheduled."""

    code = "moment_in_past"
    message = _("Choose a moment that is still to come.")


class ChannelUnavailable(ShopError):
    """No answer, or one that says nothing: what became of the request is not known."""

    code = "channel_unavailable"
    status = 503
    message = _("The channel did not answer. It is asked again by itself.")


class ChannelRefused(ShopError):
    """The channel said no; its own words are the message."""

    code = "channel_refused"
