"""Who may call."""

from typing import Any

from rest_framework.permissions import BasePermission


class IsCustomer(BasePermission):
    """A customer's token is there; 401 without one."""

    def has_permission(self, request: Any, view: Any) -> bool:
        return request.auth is not None
