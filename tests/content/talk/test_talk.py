"""Words of readers: written, read first, shown, refused, answered, reported, changed, taken back."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from content.brand.queries import current_brand
from content.talk import operations
from content.talk.enums import RemarkState
from content.talk.errors import AlreadyAnswered, BuyersOnly, RemarkNotInState, TalkClosed, TooManyHeld
from content.talk.models import Remark, Report
from content.talk.queries import is_trusted, rule_at, talk_at, to_do
from content.talk.records import customer_records, move
from content.talk.rules import KEEP_PHONE, RemarkData
from shop.core.errors import InvalidInput, NotFound
from shop.customers.models import Customer
from shop.storefront.api.authentication import token_for
from shop.storefront.news import news_count, news_of
from tests.factories import NOW
from tests.factories.content import make_story
from tests.factories.customers import CustomerFactory
from tests.factories.inventory import stocked_sku
from tests.factories.orders import paid_order
from tests.factories.staff import member
from tests.factories.talk import buyer, make_remark, open_talk

pytestmark = [pytest.mark.django_db, pytest.mark.once]


def words(**fields: Any) -> RemarkData:
    return RemarkData(**{"kind": "comment", "name": "小林", "text": "一下子想起来了。", **fields})


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", " \n "),
        ("text", "长" * 501),
        ("text", "看 https://x.example"),
        ("text", "去 shop-123.com 看看"),
        ("text", "我家更便宜，加微信 abc12345"),
        ("text", "打 138 0013 8000"),
        ("text", "有\0字"),
        ("name", ""),
        ("name", "华芳苑官方客服"),
        ("name", "名" * 17),
        ("name", "www.x.cn"),
        ("kind", "advert"),
        ("phone", "12"),
    ],
)
def test_what_a_stranger_may_not_write(field: str, value: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        words(**{field: value})
    assert refused.value.field == field


def test_a_number_and_a_date_are_no_contact() -> None:
    assert words(text="11.2 号收到，5.5 斤，1380 克。很甜。").text.startswith("11.2")


def test_nobody_writes_where_nobody_may() -> None:
    story, customer = make_story(), buyer()
    with pytest.raises(TalkClosed):
        operations.write(customer=customer, place=story, data=words(), at=NOW)
    open_talk(comments=False)
    with pytest.raises(TalkClosed):
        operations.write(customer=customer, place=story, data=words(), at=NOW)
    open_talk(writers="buyers")
    with pytest.raises(BuyersOnly):
        operations.write(customer=CustomerFactory(), place=story, data=words(phone="13800138000"), at=NOW)
    open_talk()
    with pytest.raises(InvalidInput) as refused:
        operations.write(customer=CustomerFactory(), place=story, data=words(), at=NOW)
    assert refused.value.field == "phone"
    with pytest.raises(InvalidInput) as refused:
        operations.write(customer=customer, place=story, data=words(name=f"{current_brand().name}小铺"), at=NOW)
    assert refused.value.field == "name"
    operations.close_place(by=None, place=story, closed=True)
    with pytest.raises(TalkClosed):
        operations.write(customer=customer, place=story, data=words(), at=NOW)
    operations.close_place(by=None, place=story, closed=False)
    story.unpublish()
    with pytest.raises(NotFound):
        operations.write(customer=customer, place=story, data=words(), at=NOW)
    assert not Remark.objects.exists()


def test_the_same_words_again_are_the_same_remark_and_five_unread_ones_are_enough() -> None:
    customer, story = buyer(), make_story()
    first = make_remark(customer=customer, place=story)
    assert make_remark(customer=customer, place=story) == first
    for number in range(4):
        make_remark(customer=customer, place=story, text=f"第 {number} 条")
    with pytest.raises(TooManyHeld):
        make_remark(customer=customer, place=story, text="第六条")
    assert Remark.objects.count() == 5


def test_a_buyer_is_trusted_after_three_and_until_something_is_held_against_them() -> None:
    customer, story, staff = buyer(), make_story(), member("Editor")
    now = timezone.now()
    for number in range(3):
        assert not is_trusted(customer, at=now)
        operations.show(by=staff, remark=make_remark(customer=customer, place=story, text=f"第 {number} 条"), at=now)

    fourth = make_remark(customer=customer, place=story, text="第四条")
    assert fourth.state == RemarkState.SHOWN

    operations.report(customer=CustomerFactory(), remark=fourth, reason="rude", at=now)
    assert make_remark(customer=customer, place=story, text="第五条").state == RemarkState.HELD
    operations.show(by=staff, remark=fourth, at=now)
    assert is_trusted(customer, at=now)
    operations.refuse(by=staff, remark=fourth, reason="rude", at=now)
    assert not is_trusted(customer, at=now)
    assert is_trusted(customer, at=now + timedelta(days=366))


def test_somebody_who_has_not_bought_is_never_trusted_and_the_number_is_forgotten() -> None:
    open_talk(trust_after=1)
    customer = CustomerFactory()
    remark = make_remark(customer=customer, phone="138 0013 8000")
    assert (remark.phone, make_remark().phone) == ("13800138000", "")
    operations.show(by=None, remark=remark, at=NOW)
    assert not is_trusted(customer, at=NOW)

    assert operations.forget_phones(at=NOW + KEEP_PHONE - timedelta(seconds=1)) == 0
    assert operations.forget_phones(at=NOW + KEEP_PHONE) == 1
    remark.refresh_from_db()
    assert remark.phone == ""


def test_an_answer_shows_what_it_answers_and_its_writer_hears_of_it() -> None:
    customer, staff = buyer(), member("Editor")
    remark = make_remark(customer=customer, kind="question", text="能进洗碗机吗？")
    assert (to_do().count(), news_count(customer)) == (1, 0)
    with pytest.raises(InvalidInput):
        operations.answer(by=staff, remark=remark, text="  ", at=NOW)

    operations.answer(by=staff, remark=remark, text="能。", at=NOW)

    remark.refresh_from_db()
    assert (remark.state, remark.answer, remark.answered_by) == (RemarkState.SHOWN, "能。", staff)
    assert to_do().count() == 0
    assert [row.url for row in news_of(customer)] == ["/talk/mine/"]
    assert news_count(customer) == 1
    assert ModelLogEntry.objects.filter(action="talk.answer", object_id=str(remark.pk), user=staff).count() == 1
    with pytest.raises(AlreadyAnswered):
        operations.change_own(customer=customer, remark=remark, text="改了", at=NOW)
    operations.look_at_news(customer=customer)
    assert news_count(customer) == 0


def test_own_words_are_changed_read_again_and_taken_back_by_nobody_else() -> None:
    customer, other = buyer(), buyer()
    remark = make_remark(customer=customer)
    operations.show(by=None, remark=remark, at=NOW)
    for step in (
        lambda: operations.change_own(customer=other, remark=remark, text="别人的话", at=NOW),
        lambda: operations.take_back(customer=other, remark=remark),
    ):
        with pytest.raises(NotFound):
            step()

    changed = operations.change_own(customer=customer, remark=remark, text="换了一句。", at=NOW)
    assert (changed.state, changed.text) == (RemarkState.HELD, "换了一句。")
    operations.refuse(by=None, remark=remark, reason="beside", at=NOW)
    with pytest.raises(RemarkNotInState):
        operations.change_own(customer=customer, remark=remark, text="再换一句。", at=NOW)
    operations.take_back(customer=customer, remark=remark)
    assert not Remark.objects.exists()
    line = ModelLogEntry.objects.get(action="talk.take_back")
    assert "换了" not in f"{line.label} {line.data}"


def test_a_report_is_counted_once_and_settled_by_either_decision() -> None:
    remark, reader = make_remark(), CustomerFactory()
    with pytest.raises(NotFound):
        operations.report(customer=reader, remark=remark, reason="rude", at=NOW)
    operations.show(by=None, remark=remark, at=NOW)
    with pytest.raises(NotFound):
        operations.report(customer=remark.customer, remark=remark, reason="rude", at=NOW)
    for _ in range(2):
        operations.report(customer=reader, remark=remark, reason="rude", at=NOW)
    assert Report.objects.count() == 1
    assert to_do().get() == remark

    operations.show(by=None, remark=remark, at=NOW)
    assert not to_do().exists()


def test_a_person_gets_a_copy_and_another_device_brings_its_words() -> None:
    guest, person = CustomerFactory(), buyer()
    remark = make_remark(customer=guest, phone="13800138000", place=make_story(title="霜"))
    operations.show(by=None, remark=remark, at=NOW)
    third = make_remark(text="别的")
    operations.show(by=None, remark=third, at=NOW)
    for customer in (guest, person):
        operations.report(customer=customer, remark=third, reason="false", at=NOW)

    move(guest, person, NOW)

    copy = customer_records(person)
    assert [(row["text"], row["phone"], row["story__title"]) for row in copy["remarks"]] == [
        ("一下子想起来了。", "13800138000", "霜")
    ]
    assert [row["reason"] for row in copy["reports"]] == ["false"]
    assert customer_records(guest) == {"remarks": [], "reports": []}


# --- Pages --------------------------------------------------------------------------------------------------
def browser(customer: Customer | None = None) -> Client:
    client = Client(headers={"accept-language": "zh-CN"})
    if customer:
        session = client.session
        session["customer"] = str(customer.public_id)
        session.save()
    return client


def test_a_reader_asks_below_a_story_and_reads_the_answer(
    settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    settings.PAGE_CACHE = settings.KEEP_PIECES = True
    caches["default"].clear()
    open_talk()
    story = make_story(title="头一场霜")
    stranger, reader = browser(), browser()
    assert "还没有人说话" in stranger.get(story.url).text
    assert 'href="/talk/story/' in stranger.get(story.url).text
    address = reverse("talk:story", args=[story.pk])
    form = {"kind": "question", "name": "阿芒", "text": "不会冻坏吗？<b>", "phone": "13800138000", "website": ""}

    missing = reader.post(address, {**form, "phone": ""})
    assert missing.status_code == 422
    assert 'id="error-phone"' in missing.text
    robot = reader.post(address, {**form, "website": "x"}, follow=True)
    assert "我们先看过" in robot.text
    assert not Remark.objects.exists()

    with django_capture_on_commit_callbacks(execute=True):
        sent = reader.post(address, form, follow=True)
    assert sent.redirect_chain == [("/talk/mine/", 302)]
    assert "只有你看得到" in sent.text
    assert "不会冻坏吗" not in stranger.get(story.url).text

    with django_capture_on_commit_callbacks(execute=True):
        operations.answer(by=member("Editor"), remark=Remark.objects.get(), text="伤不着。", at=timezone.now())
    page = stranger.get(story.url).text
    assert "不会冻坏吗？&lt;b&gt;" in page
    assert "伤不着。" in page
    assert "13800138000" not in page
    assert "我们回复你了" in reader.get("/orders/").text
    listed = stranger.get(address).text
    assert '"@type":"DiscussionForumPosting"' in listed
    assert "\\u003Cb\\u003E" in listed

    with django_capture_on_commit_callbacks(execute=True):
        reader.post(reverse("talk:take_back", args=[Remark.objects.get().pk]))
    assert "伤不着" not in stranger.get(story.url).text


def test_only_buyers_are_marked_below_a_product_and_only_there() -> None:
    open_talk()
    sku = stocked_sku()
    product = sku.product
    buys, other = paid_order({sku: 1}).customer, buyer()
    for customer, text in ((buys, "脆。"), (other, "好看。")):
        operations.show(by=None, remark=make_remark(customer=customer, place=product, text=text), at=timezone.now())

    talk = talk_at(product, rule_at(product))
    assert talk
    assert [(row.text, row.buys_it) for row in talk.remarks] == [("好看。", False), ("脆。", True)]  # type: ignore[attr-defined]
    text = browser().get(product.get_absolute_url()).text
    assert len(re.findall("买过</span>", text)) == 1


def test_where_it_is_off_there_is_nothing(client: Client) -> None:
    story = make_story()
    assert 'id="talk"' not in client.get(story.url).text
    assert client.get(reverse("talk:story", args=[story.pk])).status_code == 404


def test_only_buyers_are_asked_for_words_where_only_they_may() -> None:
    open_talk(writers="buyers")
    story, customer = make_story(), buyer()
    address = reverse("talk:story", args=[story.pk])
    assert "<textarea" not in browser().get(address).text
    page = browser(customer).get(address).text
    assert "<textarea" in page
    assert 'name="phone"' not in page


def test_somebody_elses_words_are_reported_and_never_changed() -> None:
    remark = make_remark()
    operations.show(by=None, remark=remark, at=timezone.now())
    reader = browser()
    address = reverse("talk:report", args=[remark.pk])

    assert reader.post(address, {}).status_code == 422
    assert "我们会去看" in reader.post(address, {"reason": "rude"}, follow=True).text
    assert Report.objects.get().reason == "rude"
    for name in ("change", "take_back"):
        assert reader.post(reverse(f"talk:{name}", args=[remark.pk]), {"text": "x"}).status_code == 404
    assert Remark.objects.get().text == "一下子想起来了。"


# --- The API ------------------------------------------------------------------------------------------------
def test_a_mini_program_writes_reads_changes_and_takes_back() -> None:
    open_talk()
    story, customer = make_story(slug="frost"), buyer()
    client = Client(headers={"authorization": f"Bearer {token_for(customer)}"})
    body = {"kind": "comment", "name": "小林", "text": "想起来了。"}

    assert Client().post("/api/v1/stories/frost/remarks/", body, "application/json").status_code == 401
    written = client.post("/api/v1/stories/frost/remarks/", body, "application/json")
    assert (written.status_code, written.json()["state"]) == (201, "held")
    assert Client().get("/api/v1/stories/frost/remarks/").json()["results"] == []
    address = f"/api/v1/remarks/{written.json()['id']}/"
    assert client.patch(address, {"text": "去 x.com"}, "application/json").status_code == 400
    assert client.patch(address, {"text": "换一句。"}, "application/json").json()["text"] == "换一句。"
    operations.show(by=None, remark=Remark.objects.get(), at=timezone.now())
    [row] = Client().get("/api/v1/stories/frost/remarks/").json()["results"]
    assert (row["text"], set(row)) == (
        "换一句。",
        {"id", "kind", "name", "text", "created_at", "answer", "answered_at"},
    )
    assert client.get("/api/v1/remarks/").json()["results"][0]["url"] == story.url
    assert client.delete(address).status_code == 204
    assert not Remark.objects.exists()


# --- The desk -----------------------------------------------------------------------------------------------
def test_the_inbox_shows_refuses_answers_and_hides_numbers(client: Client) -> None:
    open_talk()
    remark = make_remark(customer=CustomerFactory(), phone="13800138000", text="最好吃的苹果，第一名。")
    address = reverse("talk_desk:remark", args=[remark.pk])
    client.force_login(member("Editor"))

    assert "最好吃" in client.get(reverse("talk_desk:list"), {"tab": "held"}).text
    page = client.get(address).text
    assert "13800138000" not in page
    assert "最好" in page
    assert client.post(address, {"step": "answer", "answer": ""}).status_code == 422
    client.post(address, {"step": "refuse", "reason": "nonsense"})
    assert Remark.objects.get().state == RemarkState.HELD
    client.post(address, {"step": "refuse", "reason": "law"})
    assert (Remark.objects.get().state, Remark.objects.get().refusal) == ("refused", "law")
    client.post(address, {"step": "show"})
    assert (Remark.objects.get().state, Remark.objects.get().refusal) == ("shown", "")
    client.post(address, {"step": "answer", "answer": "谢谢。"})
    assert Remark.objects.get().answer == "谢谢。"
    assert client.post(reverse("talk_desk:place", args=[remark.pk]), {"closed": "1"}).status_code in {302, 403}
    assert talk_at(remark.place, rule_at(remark.place)).is_open  # type: ignore[union-attr]

    client.force_login(member("Owner"))
    assert "138" in client.get(address).text
    client.post(reverse("talk_desk:place", args=[remark.pk]), {"closed": "1"})
    assert not talk_at(remark.place, rule_at(remark.place)).is_open  # type: ignore[union-attr]
    saved = client.post(
        reverse("talk_desk:rule"), {"questions": "on", "writers": "buyers", "trust_after": "0"}, follow=True
    )
    assert saved.status_code == 200
    assert client.post(reverse("talk_desk:rule"), {"writers": "buyers", "trust_after": "-1"}).status_code == 422
