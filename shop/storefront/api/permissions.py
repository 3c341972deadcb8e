"""Who may call."""

from typing import Any

from django.contrib.auth import get_user
from rest_framework.permissions import BasePermission

from shop.core import door


class IsCustomer(BasePermission):
    """A customer's token is there; 401 without one."""

    def has_permission(self, request: Any, view: Any) -> bool:
        return request.auth is not None


class IsOpen(BasePermission):
    """What stands behind the door on the pages stands behind it here: ``ShopClosed`` while the shop is being prepared.

    Staff who are logged in come in, as they do there.
    """

    def has_permission(self, request: Any, view: Any) -> bool:
        # The API knows no users: whether this browser is one of staff is asked of its session.
        if door.is_closed() and not get_user(request._request).has_perm("wagtailadmin.access_admin"):
            raise door.ShopClosed
        return True
