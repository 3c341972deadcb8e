"""Order forms: what can be answered, what it costs, and how the form is changed."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from shop.catalog.enums import ProductKind, SpecKind
from shop.catalog.errors import SpecificationInvalid
from shop.catalog.models import SpecChoice, SpecField
from shop.catalog.operations import (
    ChoiceData,
    QuestionData,
    clean_link,
    move_question,
    remove_question,
    save_question,
    set_link,
    set_production_days,
)
from shop.catalog.operations.specification import MAX_CHOICES, MAX_QUESTIONS
from shop.catalog.queries import link_of, order_forms
from shop.catalog.specification import Choice, OrderForm, Question, Specification
from shop.core.errors import InvalidInput, NotFound, StaleState
from tests.factories import NOW
from tests.factories.catalog import ProductFactory, ask, choice, made_to_order

pytestmark = pytest.mark.once

WOOD = Question(1, "choice", "木料", choices=(Choice(11, "杉木", 0), Choice(12, "胡桃木", 2000)))
TEXT = Question(2, "text", "刻字", max_length=4)
CARD = Question(3, "text", "贺卡", is_required=False, max_length=200)
DAY = Question(4, "date", "哪天要", is_required=False, lead_days=7)
PHOTO = Question(5, "picture", "照片", is_required=False)
FORM = OrderForm((WOOD, TEXT, CARD, DAY, PHOTO), production_days=5)
PICTURE_ID = "6f1c1f1e-4a57-4f0e-9c60-0d8c3a2b1e55"


def fill(values: dict[str, str]) -> Specification:
    return FORM.fill(values, at=NOW)


def refused(values: dict[str, str]) -> dict[int, str]:
    with pytest.raises(SpecificationInvalid) as refusal:
        fill(values)
    return refusal.value.errors


# --- Filling it in --------------------------------------------------------------------------------------------
def test_answers_are_kept_in_words_with_what_they_cost() -> None:
    filled = fill({"1": "12", "2": " 霜降 ", "3": "天冷了\r\n多吃甜的", "4": "2026-10-08", "5": PICTURE_ID.upper()})

    assert [(answer.label, answer.value, answer.surcharge_fen) for answer in filled.answers] == [
        ("木料", "12", 2000),
        ("刻字", "霜降", 0),
        ("贺卡", "天冷了\n多吃甜的", 0),
        ("哪天要", "2026-10-08", 0),
        ("照片", PICTURE_ID, 0),
    ]
    assert filled.answers[0].text == "胡桃木"
    assert (filled.surcharge_fen, filled.pictures) == (2000, [PICTURE_ID])
    assert FORM.has_surcharges


def test_what_may_be_left_out_may_be_left_out() -> None:
    filled = fill({"1": "11", "2": "霜降", "3": " ", "4": "", "5": ""})

    assert filled.values == {"1": "11", "2": "霜降"}
    assert filled.surcharge_fen == 0


@pytest.mark.parametrize(
    ("change", "question"),
    [
        ({"1": ""}, 1),
        ({"1": "13"}, 1),
        ({"1": "杉木"}, 1),
        ({"2": "五个字太多"}, 2),
        ({"2": "两\n行"}, 2),
        ({"2": "a\x00b"}, 2),
        ({"3": "长" * 201}, 3),
        ({"4": "2026-10-07"}, 4),
        ({"4": "2028-10-02"}, 4),
        ({"4": "明天"}, 4),
        ({"4": "20261008"}, None),
        ({"5": "not-a-picture"}, 5),
        ({"99": "x"}, 0),
    ],
)
def test_what_cannot_be_taken_is_named_by_its_question(change: dict[str, str], question: int | None) -> None:
    values = {"1": "11", "2": "霜降", **change}

    if question is None:
        fill(values)
    else:
        assert set(refused(values)) == {question}


def test_every_fault_is_named_at_once() -> None:
    assert set(refused({"4": "x"})) == {1, 2, 4}


def test_the_first_day_follows_the_local_clock() -> None:
    """Midnight in Shanghai is 16:00 in Greenwich."""
    before, after = NOW.replace(hour=15, minute=59), NOW.replace(hour=16)

    assert (str(DAY.earliest(before)), str(DAY.earliest(after))) == ("2026-10-08", "2026-10-09")


@given(st.dictionaries(st.sampled_from(["1", "2", "3", "4", "5", "x"]), st.text(max_size=12)))
def test_whatever_is_typed_it_is_taken_as_it_is_or_refused(values: dict[str, str]) -> None:
    try:
        filled = fill(values)
    except SpecificationInvalid:
        return
    assert fill(filled.values) == filled
    assert fill(filled.values).key == filled.key


def test_the_same_answers_have_the_same_key_and_no_answers_none() -> None:
    one, same, other = ({"1": "11", "2": "霜"}, {"2": " 霜 ", "1": "11"}, {"1": "12", "2": "霜"})

    assert fill(one).key == fill(same).key != fill(other).key
    assert len(fill(one).key) == 32
    assert OrderForm().fill({}, at=NOW).key == ""


# --- Changing the form ------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_questions_are_asked_in_order_and_read_with_three_statements() -> None:
    product = made_to_order(days=5)
    wood = ask(product, "choice", "木料", choices={"杉木": 0, "胡桃木": 2000})
    ask(product, "text", "刻字", help_text="四个字以内", is_required=False, max_length=4)
    plain = ProductFactory()

    with CaptureQueriesContext(connection) as statements:
        forms = order_forms([product, plain])
    with CaptureQueriesContext(connection) as none:
        assert order_forms([plain]) == {}

    form = forms[product.pk]
    assert set(forms) == {product.pk}
    assert [(question.label, question.kind) for question in form.questions] == [("木料", "choice"), ("刻字", "text")]
    assert form.questions[0].choices[1] == Choice(int(choice(wood, "胡桃木")), "胡桃木", 2000, "胡桃木")
    assert (form.questions[1].help_text, form.questions[1].is_required) == ("四个字以内", False)
    assert form.production_days == 5
    assert (len(statements), len(none)) == (3, 0)


@pytest.mark.django_db
def test_choices_that_stay_keep_their_identity() -> None:
    product = made_to_order()
    wood = ask(product, "choice", "木料", choices={"杉木": 0, "松木": 500, "胡桃木": 2000})
    fir, walnut = (int(choice(wood, label)) for label in ("杉木", "胡桃木"))

    save_question(
        by=None,
        product=product,
        question_id=wood.pk,
        data=QuestionData(
            kind="text",
            label="用什么木料",
            choices=[
                ChoiceData(id=walnut, label="杉木", surcharge_fen=100),
                ChoiceData(id=fir, label="胡桃木"),
                ChoiceData(id=10**9, label="樟木"),
            ],
        ),
    )

    wood.refresh_from_db()
    assert (wood.label, wood.kind) == ("用什么木料", SpecKind.CHOICE)
    rows = list(wood.choices.values_list("label", "surcharge_fen"))
    assert rows == [("杉木", 100), ("胡桃木", 0), ("樟木", 0)]
    assert (choice(wood, "杉木"), choice(wood, "胡桃木")) == (str(walnut), str(fir))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"label": " "}, "label"),
        ({"label": "长" * 41}, "label"),
        ({"label": "刻字"}, "label"),
        ({"kind": "colour"}, "kind"),
        ({"help_text": "长" * 121}, "help_text"),
        ({"max_length": 0}, "max_length"),
        ({"max_length": 501}, "max_length"),
        ({"lead_days": 366}, "lead_days"),
        ({"kind": "choice"}, "choices"),
        ({"kind": "choice", "choices": [ChoiceData(label="一"), ChoiceData(label=" 一 ")]}, "choices"),
        ({"kind": "choice", "choices": [ChoiceData(label="一", surcharge_fen=-1)]}, "choices"),
        ({"kind": "choice", "choices": [ChoiceData(label=str(n)) for n in range(MAX_CHOICES + 1)]}, "choices"),
    ],
)
def test_a_question_that_makes_no_sense_is_not_asked(changes: dict[str, Any], field: str) -> None:
    product = made_to_order()
    ask(product)
    before = list(SpecField.objects.values()), list(SpecChoice.objects.values())

    with pytest.raises(InvalidInput) as refusal:
        save_question(by=None, product=product, data=QuestionData(**{"kind": "text", "label": "别的", **changes}))

    assert refusal.value.field == field
    assert (list(SpecField.objects.values()), list(SpecChoice.objects.values())) == before


@pytest.mark.django_db
def test_a_form_has_an_end() -> None:
    product = made_to_order()
    for number in range(MAX_QUESTIONS):
        ask(product, label=f"问 {number}")

    with pytest.raises(InvalidInput):
        ask(product, label="再问")

    assert product.spec_fields.count() == MAX_QUESTIONS


@pytest.mark.django_db
def test_moving_and_removing() -> None:
    product, other = made_to_order(), made_to_order()
    first, second, third = (ask(product, label=label) for label in "一二三")

    assert move_question(by=None, product=product, question_id=third.pk, step=-1)
    assert not move_question(by=None, product=product, question_id=first.pk, step=-1)
    assert [row.label for row in product.spec_fields.all()] == ["一", "三", "二"]
    assert remove_question(by=None, product=product, question_id=first.pk)
    assert not remove_question(by=None, product=product, question_id=first.pk)
    assert not remove_question(by=None, product=other, question_id=second.pk)
    for step in (
        lambda: move_question(by=None, product=other, question_id=second.pk, step=1),
        lambda: save_question(
            by=None, product=other, question_id=second.pk, data=QuestionData(kind="text", label="偷")
        ),
    ):
        with pytest.raises(NotFound):
            step()
    assert [row.label for row in product.spec_fields.all()] == ["三", "二"]


@pytest.mark.django_db
def test_only_what_is_made_to_order_asks_and_takes_days() -> None:
    plain, crate = ProductFactory(), made_to_order()

    for product, step in (
        (plain, lambda: ask(plain)),
        (plain, lambda: set_production_days(by=None, product=plain, days=3)),
        (crate, lambda: set_link(by=None, product=crate, url="https://shop.example.com/1")),
    ):
        with pytest.raises(NotFound):
            step()
        assert not hasattr(type(product).objects.get(pk=product.pk), "terms")
    assert set_production_days(by=None, product=crate, days=3)
    assert not set_production_days(by=None, product=crate, days=3)
    for days in (-1, 366):
        with pytest.raises(InvalidInput):
            set_production_days(by=None, product=crate, days=days)
    assert order_forms([crate])[crate.pk].production_days == 3


# --- The other shop -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "url",
    [
        "",
        "http://shop.example.com/1",
        "javascript:alert(1)",
        "//shop.example.com",
        "https://localhost/1",
        "https://user:secret@shop.example.com/",
        "https://taobao.com@evil.example.com/",
        "https://shop.example.com:8443/",
        "https://shop.example.com:99999/",
        "https://shop.example.com/" + "a" * 500,
        "ftp://shop.example.com/",
        "https:// shop.example.com",
        "https://shop.example.com/\nx",
    ],
)
def test_only_a_plain_https_address_leads_away(url: str) -> None:
    with pytest.raises(InvalidInput):
        clean_link(url)


@pytest.mark.django_db
def test_where_it_is_sold_is_said_at_once() -> None:
    product = ProductFactory(kind=ProductKind.LINK)

    assert link_of(product) == ""
    assert set_link(by=None, product=product, url=" https://item.example.com/i?id=1 ")
    assert not set_link(by=None, product=product, url="https://item.example.com/i?id=1")
    assert link_of(product) == "https://item.example.com/i?id=1"
    assert link_of(made_to_order()) == ""


def test_days_are_added_once(settings: Any) -> None:
    assert DAY.earliest(NOW + timedelta(days=1)) == DAY.earliest(NOW) + timedelta(days=1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"label": "题字"},
        {"help_text": "四个字"},
        {"is_required": False},
        {"max_length": 9},
        {"lead_days": 3},
        {"choices": [ChoiceData(label="杉木", surcharge_fen=1)]},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_question_changed_meanwhile_is_not_overwritten(change: dict[str, Any]) -> None:
    product = made_to_order()
    row = ask(product, "choice", "木料", choices={"杉木": 0})
    seen = SpecField.objects.get().version
    same: dict[str, Any] = {"label": "木料", "choices": [ChoiceData(id=row.choices.get().pk, label="杉木")]}

    def save(**changes: Any) -> None:
        data = QuestionData(kind="choice", **{**same, **changes})
        save_question(by=None, product=product, question_id=row.pk, data=data, seen=seen)

    save()
    save(**change)
    changed = SpecField.objects.get().version
    with pytest.raises(StaleState):
        save(label="另一个")

    assert seen != changed == SpecField.objects.get().version
