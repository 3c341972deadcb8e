"""Conditions on pages that all rooms with pages share."""

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q
from wagtail.models import PageViewRestriction


def open_to_all() -> Q:
    """Pages that neither themselves nor by one above them are for some readers alone.

    ``PageQuerySet.public`` as a part of the query: it asks for all restrictions each time.
    """
    path = ExpressionWrapper(OuterRef("path"), output_field=CharField())
    behind = PageViewRestriction.objects.annotate(below=path).filter(below__startswith=F("page__path"))
    return ~Q(Exists(behind))
