"""Phones, masks and addresses."""

import pytest

from shop.core.errors import InvalidInput
from shop.customers.rules import clean_phone, mask_name, mask_phone
from tests.factories.customers import address


@pytest.mark.parametrize(
    ("typed", "phone"),
    [
        ("13800138000", "13800138000"),
        (" 138 0013 8000 ", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
        ("0086 13800138000", "13800138000"),
        ("+852 5123 4567", "+85251234567"),
        ("１３８００１３８０００", "13800138000"),
    ],
)
def test_phones_have_one_spelling(typed: str, phone: str) -> None:
    assert clean_phone(typed) == phone
    assert clean_phone(phone) == phone


@pytest.mark.parametrize("typed", ["", "abc", "123", "1380013800", "138001380001234", "1" * 500])
def test_other_phones_are_refused(typed: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        clean_phone(typed)

    assert refusal.value.field == "phone"


def test_masks_hide_the_person() -> None:
    assert mask_phone("13800138000") == "138****8000"
    assert mask_phone("1234567") == "****"
    assert mask_name("林晓") == "林*"
    assert mask_name("欧阳小明") == "欧***"
    assert mask_name("") == ""


def test_an_address_is_trimmed_and_its_phone_normalized() -> None:
    data = address(recipient=" 林晓 ", phone="+86 138 0013 8000", district="")

    assert (data.recipient, data.phone, data.district) == ("林晓", "13800138000", "")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("recipient", " "),
        ("street", ""),
        ("recipient", "林" * 41),
        ("street", "路" * 201),
        ("city", "上\n海"),
        ("province", "\x00"),
    ],
)
def test_an_address_that_cannot_be_stored_is_refused(field: str, value: str) -> None:
    with pytest.raises(InvalidInput) as refusal:
        address(**{field: value})

    assert refusal.value.field == field
