"""Adding up the books while somebody writes in them, with a control."""

import pytest
from django.db.models import Max

from microbrand import audit
from shop.ledger import summing
from shop.ledger.enums import Account, EntryKind
from shop.ledger.models import Entry
from shop.ledger.operations import credit, debit, post
from shop.ledger.summing import sum_up
from tests.factories import NOW
from tests.races.stage import Encounter, meet

KEPT = "books: what is kept of each day is the sum of the entries behind it"


def met_by_a_slower_one() -> Encounter:
    """An entry that is written first is committed last, and in between another is written, and all are added up."""

    def book(document: str) -> None:
        lines = [debit(Account.BANK, 100), credit(Account.ADVANCES, 100)]
        post(document=document, kind=EntryKind.PAYMENT, lines=lines, at=NOW)

    def others() -> None:
        book("fast")
        sum_up(at=NOW)

    return meet(lambda: book("slow"), others, after='INSERT INTO "ledger_entry"')


def missing() -> list[str]:
    return [row.name for row in audit.run(at=NOW, only=[KEPT]) if row.breach_count]


def test_what_is_just_being_written_is_not_left_out() -> None:
    assert met_by_a_slower_one().waited

    sum_up(at=NOW)
    assert missing() == []


def test_the_control_up_to_the_newest_that_is_seen_the_slower_one_is_in_no_sum(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(summing, "_newest", lambda: Entry.objects.aggregate(newest=Max("pk", default=0))["newest"])

    assert not met_by_a_slower_one().waited

    sum_up(at=NOW)
    assert missing() == [KEPT]
