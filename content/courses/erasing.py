"""What becomes of what a person has read when they are forgotten (``customers.erasing``)."""

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from content.courses.models import ChapterProgress
from shop.customers.erasing import Eraser, Holding
from shop.customers.models import Customer


def _holdings(customer: Customer, at: datetime) -> Iterable[Holding]:
    yield Holding(
        name=_("Chapters read"),
        erased=ChapterProgress.objects.filter(customer=customer).count(),
        why=_("Bought courses can no longer be opened."),
    )


def _erase(customer: Customer, at: datetime) -> None:
    ChapterProgress.objects.filter(customer=customer).delete()


ERASER = Eraser(holdings=_holdings, erase=_erase)
