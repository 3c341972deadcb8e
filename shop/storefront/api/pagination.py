"""Pages of lists: ``limit`` (at most 100) and ``offset``."""

from rest_framework.pagination import LimitOffsetPagination


class Pagination(LimitOffsetPagination):
    """Twenty rows unless asked otherwise, never more than a hundred."""

    default_limit = 20
    max_limit = 100
