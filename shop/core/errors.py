"""The one family of refusals: raised by operations, translated centrally by admin, storefront and API."""

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ShopError(Exception):
    """An operation said no, and nothing was written.

    ``message`` is for people (translated, says what to do), ``code`` for programs, ``field`` names the input
    at fault if there is one, ``status`` is the HTTP status an API answers with.
    """

    code = "refused"
    status = 409
    message: str | Promise = _("This cannot be done now.")

    def __init__(self, message: str | Promise | None = None, *, field: str | None = None) -> None:
        if message is not None:
            self.message = message
        self.field = field
        super().__init__(str(self.message))

    def __str__(self) -> str:
        return str(self.message)

    @property
    def details(self) -> dict[str, Any]:
        """For programs: more than one message, by field. Empty where ``field`` says it all."""
        return {}


class InvalidInput(ShopError):
    """A value that can never be right (negative quantity, malformed price)."""

    code = "invalid"
    status = 400
    message = _("Please check your input.")


class StaleState(ShopError):
    """Somebody or something else changed the row first."""

    code = "stale"
    message = _("Somebody else changed this in the meantime. Reload and try again.")


class NotFound(ShopError):
    """The thing named does not exist, or not for this person."""

    code = "not_found"
    status = 404
    message = _("This does not exist.")
