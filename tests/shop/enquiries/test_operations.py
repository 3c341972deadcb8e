"""Enquiries: asked once, answered by one, refused without trace."""

from datetime import timedelta
from typing import Any

import pytest

from shop.catalog.enums import ProductKind
from shop.core.errors import InvalidInput
from shop.enquiries.enums import EnquiryState
from shop.enquiries.errors import EnquiryNotInState, NotAskable
from shop.enquiries.models import Enquiry, EnquiryNote
from shop.enquiries.operations import DOUBLE_CLICK, add_note, forget_old, send_enquiry, set_state
from shop.enquiries.rules import CONSENT, KEEP, TRANSITIONS, EnquiryData, mask_email
from tests.factories import NOW
from tests.factories.catalog import ProductFactory
from tests.factories.enquiries import make_enquiry, question
from tests.factories.staff import UserFactory

pytestmark = pytest.mark.django_db


def test_an_enquiry_keeps_what_was_said_and_agreed_to() -> None:
    product = ProductFactory(kind=ProductKind.ENQUIRY)

    enquiry = make_enquiry(product=product, message=" 有没有更大的？ ", email=" a@example.com ")

    enquiry.refresh_from_db()
    assert (enquiry.name, enquiry.phone, enquiry.email) == ("林晓", "13800138000", "a@example.com")
    assert (enquiry.message, enquiry.consent) == ("有没有更大的？", str(CONSENT))
    assert (enquiry.state, enquiry.created_at, enquiry.product_title) == ("new", NOW, product.title)
    product.delete()
    enquiry.refresh_from_db()
    assert enquiry.product is None


def test_the_same_question_on_the_same_day_is_one_enquiry() -> None:
    product = ProductFactory(kind=ProductKind.ENQUIRY)
    asked = question()

    sent = [
        send_enquiry(product=product, data=asked, has_agreed=True, at=NOW + timedelta(hours=hours))
        for hours in (0, 3, 4)
    ]

    # 12:00 and 15:00 in Greenwich are one day in Shanghai, 16:00 is the next.
    assert sent[0] == sent[1] != sent[2]
    assert make_enquiry(product=product) not in sent


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "长" * 41}, "name"),
        ({"name": "a\nb"}, "name"),
        ({"message": ""}, "message"),
        ({"message": "长" * 1001}, "message"),
        ({"message": "a\0b"}, "message"),
        ({"phone": ""}, "phone"),
        ({"phone": "12"}, "phone"),
        ({"phone": "", "email": "nobody"}, "email"),
        ({"email": "a" * 250 + "@example.com"}, "email"),
    ],
)
def test_what_cannot_be_answered_is_not_taken(changes: dict[str, str], field: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        question(**changes)

    assert refusal.value.field == field


@pytest.mark.parametrize(
    "fields",
    [
        {"kind": ProductKind.PHYSICAL},
        {"kind": ProductKind.ENQUIRY, "live": False},
        {"kind": ProductKind.ENQUIRY, "expire_at": NOW},
    ],
)
def test_only_what_is_shown_and_on_request_can_be_asked_about(fields: dict[str, Any]) -> None:
    with pytest.raises(NotAskable):
        make_enquiry(product=ProductFactory(**fields))

    assert not Enquiry.objects.exists()


def test_without_consent_nothing_is_kept() -> None:
    product = ProductFactory(kind=ProductKind.ENQUIRY)

    with pytest.raises(InvalidInput) as refusal:
        send_enquiry(product=product, data=question(), has_agreed=False, at=NOW)

    assert refusal.value.field == "consent"
    assert not Enquiry.objects.exists()


@pytest.mark.parametrize("old", EnquiryState)
@pytest.mark.parametrize("new", EnquiryState)
def test_only_the_steps_of_the_table_are_taken(old: EnquiryState, new: EnquiryState) -> None:
    enquiry, by = make_enquiry(), UserFactory()
    Enquiry.objects.update(state=old)

    if new in TRANSITIONS[old]:
        assert set_state(by=by, enquiry=enquiry, state=new, text="回了电话", at=NOW).state == new
        note = EnquiryNote.objects.get()
        assert (note.state, note.text, note.by, note.at) == (new, "回了电话", by, NOW)
        return
    with pytest.raises(EnquiryNotInState):
        set_state(by=by, enquiry=enquiry, state=new, at=NOW)
    assert Enquiry.objects.get().state == old
    assert not EnquiryNote.objects.exists()


def test_notes() -> None:
    enquiry, by = make_enquiry(), UserFactory()

    first = add_note(by=by, enquiry=enquiry, text=" 周五回 ", at=NOW)
    again = add_note(by=by, enquiry=enquiry, text="周五回", at=NOW + timedelta(seconds=1))
    later = add_note(by=by, enquiry=enquiry, text="周五回", at=NOW + DOUBLE_CLICK)

    assert (first.text, again, later != first) == ("周五回", first, True)
    for text in (" ", "长" * 501, "a\0"):
        with pytest.raises(InvalidInput):
            add_note(by=by, enquiry=enquiry, text=text, at=NOW)
    assert EnquiryNote.objects.count() == 2


def test_what_was_kept_to_answer_is_deleted_after_180_days() -> None:
    by = UserFactory()
    silent, answered, noted = make_enquiry(), make_enquiry(), make_enquiry()
    set_state(by=by, enquiry=answered, state="answered", text="来得及", at=NOW + timedelta(days=3))
    add_note(by=by, enquiry=noted, text="周五回", at=NOW + timedelta(days=5))

    assert forget_old(at=NOW + timedelta(days=180, seconds=-1)) == 0
    assert forget_old(at=NOW + timedelta(days=180)) == 1
    assert not Enquiry.objects.filter(pk=silent.pk).exists()
    assert forget_old(at=NOW + timedelta(days=183)) == 1
    assert [row.enquiry for row in EnquiryNote.objects.all()] == [noted]
    assert forget_old(at=NOW + timedelta(days=185)) == 1
    assert not EnquiryNote.objects.exists()
    assert f" {KEEP.days} " in str(CONSENT)


def test_masking() -> None:
    assert (mask_email("linxiao@example.com"), mask_email("")) == ("l***@example.com", "")
    assert EnquiryData(name="a", message="b", email="x@example.com").phone == ""
