"""Items of the admin menu: behind a permission, with a count of what waits there."""

from collections.abc import Callable
from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from wagtail.admin.menu import MenuItem, SubmenuMenuItem

from shop.core.desk import count_text

_BADGE_SECONDS = 15


class DeskMenuItem(MenuItem):
    """A menu item behind a permission, with a count of what waits there."""

    def __init__(
        self,
        label: Any,
        url: str,
        *,
        permission: str = "",
        waiting: Callable[[], int] | None = None,
        waiting_text: Callable[[int], str] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(label, url, **kwargs)
        self.permission = permission
        self.waiting = waiting
        self.waiting_text = waiting_text

    def is_shown(self, request: HttpRequest) -> bool:
        return not self.permission or request.user.has_perm(self.permission)

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        # Menu items live as long as the process: the component gets its own attributes.
        component.attrs = dict(self.attrs)
        count = self.count()
        if count:
            component.attrs["data-mb-badge"] = count_text(count)
            if self.waiting_text:
                component.attrs["aria-label"] = self.waiting_text(count)
        return component

    def count(self) -> int:
        """How many wait; 0 where nothing is counted."""
        return int(cache.get_or_set(f"menu:{self.name}", self.waiting, _BADGE_SECONDS) or 0) if self.waiting else 0


class DeskSubmenuItem(SubmenuMenuItem):
    """A submenu that shows, while it is closed, how much waits in all of its items."""

    def render_component(self, request: HttpRequest) -> Any:
        component = super().render_component(request)
        component.attrs = dict(self.attrs)
        items = self.menu.menu_items_for_request(request)
        count = sum(item.count() for item in items if isinstance(item, DeskMenuItem))
        if count:
            component.attrs["data-mb-badge"] = count_text(count)
        return component
