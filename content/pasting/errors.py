"""Refusals."""

from django.utils.translation import gettext_lazy as _

from shop.core.errors import ShopError


class NothingToRead(ShopError):
    """Neither words nor pictures."""

    code = "nothing_to_read"
    message = _("There is nothing to read in it: neither words nor pictures.")


class Unreadable(ShopError):
    """Not a Word file."""

    code = "unreadable"
    message = _("This is not a Word file that can be read. Save it as .docx, or paste its text.")


class TooLarge(ShopError):
    """More than a story holds."""

    code = "too_large"
    message = _("This is too large for a story: at most 20 MB, and 200,000 characters.")


class NotAPlace(ShopError):
    """Whoever pastes may not add a story there."""

    code = "not_a_place"
    message = _("You may not add a story there.")
