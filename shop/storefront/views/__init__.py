"""Views of the storefront."""

from shop.storefront.views.errors import bad_request, csrf_failure, forbidden, page_not_found, server_error

__all__ = ["bad_request", "csrf_failure", "forbidden", "page_not_found", "server_error"]
