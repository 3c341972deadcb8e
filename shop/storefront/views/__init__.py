"""Views of the storefront."""

from shop.storefront.views.errors import csrf_failure, page_not_found, server_error

__all__ = ["csrf_failure", "page_not_found", "server_error"]
