"""Parts of addresses."""

from django.urls.converters import IntConverter


class IdConverter(IntConverter):
    """``<id:pk>``: a number that any database can hold. SQLite refuses longer ones as the id of a page."""

    regex = "[0-9]{1,18}"
