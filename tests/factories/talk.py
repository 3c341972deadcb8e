"""Readers' words as tests need them."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from content.talk.models import Remark, TalkRule
from content.talk.operations import write
from content.talk.rules import RemarkData
from shop.customers.models import Customer
from tests.factories.content import make_story
from tests.factories.orders import paid_order


def open_talk(**fields: Any) -> TalkRule:
    """Readers can write: comments and questions, everybody."""
    values = {"comments": True, "questions": True, "writers": "all", "trust_after": 3, **fields}
    rule: TalkRule = TalkRule.objects.update_or_create(pk=1, defaults=values)[0]
    return rule


def buyer() -> Customer:
    """Somebody who has bought."""
    customer: Customer = paid_order().customer
    return customer


def make_remark(
    *, customer: Customer | None = None, place: Any = None, at: datetime | None = None, **fields: Any
) -> Remark:
    """Words of a buyer below a story, not read yet."""
    if not TalkRule.objects.exists():
        open_talk()
    data = RemarkData(**{"kind": "comment", "name": "小林", "text": "一下子想起来了。", **fields})
    return write(customer=customer or buyer(), place=place or make_story(), data=data, at=at or timezone.now())
