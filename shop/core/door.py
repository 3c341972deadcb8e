"""Whether the shop is open to shoppers: asked here, answered by the room that knows (the wiring)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from shop.core.errors import ShopError


class ShopClosed(ShopError):
    """The shop is being prepared."""

    code = "shop_closed"
    message = _("The shop is not open yet.")


# Whether the shop is still being prepared.
IsClosed = Callable[[], bool]
# What a visitor sees instead of the page that was asked for; None for whoever may look.
ClosedPage = Callable[[HttpRequest], HttpResponse | None]

_asked: list[tuple[IsClosed, ClosedPage]] = []


def connect(*, is_closed: IsClosed, closed_page: ClosedPage) -> None:
    """Say who knows; called once at start."""
    _asked[:] = [(is_closed, closed_page)]


def is_closed() -> bool:
    """Whether nobody can order yet. One query."""
    return any(closed() for closed, _page in _asked)


def require_open() -> None:
    """``ShopClosed`` while nobody can order yet."""
    if is_closed():
        raise ShopClosed


def closed_page(request: HttpRequest) -> HttpResponse | None:
    """The page at the door, or None: come in."""
    for _closed, page in _asked:
        if (response := page(request)) is not None:
            return response
    return None
