"""Refusals."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import ShopError


class FrontStays(ShopError):
    """A site begins at this page."""

    code = "front_stays"
    message = _("The front of the shop stays: without it there is no address for anything else.")


class StillUsed(ShopError):
    """Something shows it."""

    code = "still_used"
    message = _("It is still shown. Take it out there first.")


class NoPlaceToReturn(ShopError):
    """Where it was is gone, or is in the bin itself."""

    code = "no_place_to_return"
    message = _("Where it was is not there any more. Choose another place.")


class NotAPlaceForIt(ShopError):
    """Such a page does not stand there."""

    code = "not_a_place_for_it"
    message = _("This page cannot stand there, or you may not add pages there.")


class NotYourPage(ShopError):
    """Whoever could not have deleted it does not bring it back."""

    code = "not_your_page"
    message = _("You may not change this.")


class StillNeeded(ShopError):
    """The database keeps it for something else."""

    code = "still_needed"
    message = _("Something that has to be kept refers to it, so it stays in the bin.")


class NotThere(ShopError):
    """A colleague was faster."""

    code = "not_there"
    message = _("It is not in the bin any more: a colleague has brought it back or removed it. Load the page again.")


class NameTaken(ShopError):
    """What is told apart by its name has been made anew."""

    code = "name_taken"
    message = _("Another one has its name by now. Rename that one first, then bring this one back.")
