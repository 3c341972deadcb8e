"""Claims against returns: what is counted, who says it where, what is alarming, and what is only chance."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from content.checks.findings import findings_in
from content.claims.errors import ClaimKnown, OtherProduct
from content.claims.models import CaseTag, Claim
from content.claims.operations import ClaimData, retire_claim, save_claim, tag_case
from content.claims.queries import RECENT, alarms, compared, standings, where_said
from content.claims.rules import Rate, has_drifted
from shop.aftersales.enums import CaseState
from shop.aftersales.models import Case
from shop.catalog.models import Sku
from shop.core.errors import StaleState
from shop.inventory.models import StockMovement
from shop.orders.models import Order, OrderLine
from tests.factories import NOW
from tests.factories.aftersales import ask, received_order
from tests.factories.catalog import ProductFactory
from tests.factories.claims import make_claim
from tests.factories.content import block, card, make_story
from tests.factories.inventory import stocked_sku
from tests.factories.staff import UserFactory, member

pytestmark = [pytest.mark.django_db, pytest.mark.once]
TODAY = timezone.localdate(NOW)


def claimed(sku: Sku, title: str = "脆 14 天", **fields: Any) -> Claim:
    """A claim about a SKU's product."""
    return make_claim(sku.product, title, **fields)


def returned(sku: Sku, *claims: Claim, units: int = 1, reason: str = "quality") -> Case:
    """A case about units of a SKU, held against claims."""
    case = ask(received_order({sku: units}), reason=reason)
    tag_case(by=None, case=case, claims={case.lines.get().pk: {claim.pk for claim in claims}}, at=NOW)
    return case


def test_a_claim_is_counted_against_what_was_sold_and_returned() -> None:
    sku = stocked_sku(units=100)
    crisp, waxless = claimed(sku), claimed(sku, "不打蜡")
    later = claimed(sku, "新说的", since=TODAY + timedelta(days=1))
    returned(sku, crisp, units=2)
    returned(sku, crisp, waxless)
    refused = returned(sku, crisp, units=3)
    Case.objects.filter(pk=refused.pk).update(state=CaseState.REFUSED, due_at=None, closed_at=NOW)
    returned(sku, units=4)
    received_order({sku: 10})

    rows = {row.claim: (row.sold, row.returns, row.contradicted) for row in standings([crisp, waxless, later])}
    assert rows == {crisp: (20, 7, 3), waxless: (20, 7, 1), later: (0, 0, 0)}
    assert not standings([crisp])[0].rate.is_enough


def test_tags_are_replaced_and_only_about_the_goods_of_the_case() -> None:
    sku, other = stocked_sku(units=20), stocked_sku()
    crisp, waxless, foreign = claimed(sku), claimed(sku, "不打蜡"), claimed(other)
    case = returned(sku, crisp)
    line = case.lines.get().pk

    assert tag_case(by=None, case=case, claims={line: {waxless.pk}}, at=NOW) == 1
    assert list(CaseTag.objects.values_list("claim", flat=True)) == [waxless.pk]
    for wrong in ({line: {foreign.pk}}, {line + 999: {crisp.pk}}, {line: {10**9}}):
        with pytest.raises(OtherProduct):
            tag_case(by=None, case=case, claims=wrong, at=NOW)
    assert list(CaseTag.objects.values_list("claim", flat=True)) == [waxless.pk]
    assert tag_case(by=None, case=case, claims={}, at=NOW) == 0


def test_a_claim_is_written_down_once_and_can_be_retired() -> None:
    sku = stocked_sku()
    claim = claimed(sku)

    with pytest.raises(ClaimKnown):
        claimed(sku)
    with pytest.raises(ValidationError):
        claimed(sku, "长" * 41)
    assert retire_claim(by=None, claim=claim, at=NOW)
    assert not retire_claim(by=None, claim=claim, at=NOW)
    with pytest.raises(StaleState):
        save_claim(by=None, product=sku.product, data=ClaimData(title="x", since=TODAY), claim_id=claim.pk)
    assert claimed(sku) != claim


def test_who_says_it_where_and_the_editor_is_told() -> None:
    sku = stocked_sku(units=20)
    claim = claimed(sku, wordings="放两周还脆\n 脆  14  天 ")
    story = make_story(block("text", "<p>窖里出来，放两周还脆。</p>"), card(sku.product, "脆 14 天"), title="霜")
    make_story(block("text", "<p>放两周还脆。</p>"), title="不卖它的故事")

    said = where_said([claim])[claim.pk]
    assert [(row.title, row.quote) for row in said] == [("霜", "放两周还脆"), ("霜", "脆 14 天")]
    assert not [row for row in findings_in(story, at=NOW) if claim.get_absolute_url() == row.url]

    returned(sku, claim)
    returned(sku)
    found = [row for row in findings_in(story, at=NOW) if claim.get_absolute_url() == row.url]
    assert [row.quote for row in found] == ["放两周还脆", "脆 14 天"]
    assert "1" in str(found[0].message)
    assert "2" in str(found[0].message)
    retire_claim(by=None, claim=claim, at=NOW)
    assert not [row for row in findings_in(story, at=NOW) if claim.get_absolute_url() == row.url]


def test_intervals_are_wilsons_and_few_say_nothing() -> None:
    low, high = Rate(6, 140).interval()
    assert (round(low, 4), round(high, 4)) == (0.0198, 0.0903)
    assert Rate(0, 0).interval() == (0.0, 1.0)
    assert Rate(0, 50).interval()[0] == 0.0
    assert not Rate(9, 29).is_enough
    assert not has_drifted(Rate(29, 29), Rate(0, 1000))
    assert has_drifted(Rate(12, 100), Rate(10, 1000))
    assert not has_drifted(Rate(3, 100), Rate(10, 1000))


def test_where_nothing_changed_alarms_are_rarer_than_stated() -> None:
    rng = random.Random(14)
    false_alarms = 0
    for _number in range(2000):
        share, now, before = rng.uniform(0.01, 0.2), rng.randint(30, 300), rng.randint(30, 300)
        drawn = [sum(rng.random() < share for _unit in range(of)) for of in (now, before)]
        false_alarms += has_drifted(Rate(drawn[0], now), Rate(drawn[1], before))
    assert false_alarms <= 20  # one in a hundred


def test_a_lot_that_comes_back_more_often_raises_an_alarm() -> None:
    sku = stocked_sku(units=500)
    claim = claimed(sku, since=TODAY - timedelta(days=200))
    good, bad = (sku.stock.sku.lots.create(code=code) for code in ("好", "坏"))
    place = StockMovement.objects.filter(stock=sku.stock).first()
    assert place is not None
    template = received_order({sku: 40})
    case = ask(template, units={template.lines.get().pk: 15})
    tag_case(by=None, case=case, claims={case.lines.get().pk: {claim.pk}}, at=NOW)
    other = received_order({sku: 200})
    old = received_order({sku: 300 - 60})
    Order.objects.filter(pk=old.pk).update(paid_at=NOW - RECENT - timedelta(days=1))
    for order, lot in ((template, bad), (other, good), (old, good)):
        StockMovement.objects.create(
            stock=sku.stock,
            place=place.place,
            lot=lot,
            delta=-1,
            balance=0,
            reason="ship",
            reference=order.number,
            at=NOW,
        )
    # What was shipped by the shop itself names no lot.
    rows = {(row.kind, row.title.split(" · ")[-1]): row for row in compared(claim, at=NOW)}

    assert rows["lot", "坏"].now == Rate(15, 40)
    assert rows["lot", "坏"].before == Rate(0, 440)
    assert rows["lot", "坏"].has_drifted
    assert not rows["lot", "好"].has_drifted
    [of_time] = [row for row in rows.values() if row.kind == "sku"]
    assert (of_time.now, of_time.before) == (Rate(15, 240), Rate(0, 240))
    assert [row.title.split(" · ")[-1] for row in alarms([claim], at=NOW)[claim.pk]] == [of_time.title, "坏"]
    assert OrderLine.objects.count() == 3


def test_the_desk_and_the_page_of_a_case(client: Client) -> None:
    sku = stocked_sku(units=20)
    claim = claimed(sku)
    case = ask(received_order({sku: 1}))
    address = reverse("case_desk:case", args=[case.number])
    client.force_login(member("Warehouse"))

    assert "脆 14 天" in client.get(address).content.decode()
    field = f"line-{case.lines.get().pk}"
    client.post(reverse("claims_desk:tag_case", args=[case.number]), {field: [claim.pk]})
    client.post(reverse("claims_desk:tag_case", args=[case.number]), {field: ["999999"]})
    assert CaseTag.objects.get().claim == claim
    assert "checked" in client.get(address).content.decode()
    assert client.get(reverse("claims_desk:list")).status_code != 200

    client.force_login(member("Editor"))
    for page in (
        reverse("claims_desk:list"),
        reverse("claims_desk:claim", args=[claim.pk]),
        reverse("claims_desk:product", args=[sku.product_id]),
    ):
        assert "脆 14 天" in client.get(page).content.decode()
    form = {"product": sku.product_id, "title": "不打蜡", "wordings": "", "since": TODAY.isoformat()}
    assert client.post(reverse("claims_desk:add"), form).status_code == 302
    assert client.post(reverse("claims_desk:add"), form).status_code == 422
    again = {**form, "title": "不打蜡不催熟"}
    added = Claim.objects.get(title="不打蜡")
    assert client.post(reverse("claims_desk:change", args=[added.pk]), again).status_code == 302
    client.post(reverse("claims_desk:retire", args=[added.pk]))
    added.refresh_from_db()
    assert (added.title, bool(added.retired_at)) == ("不打蜡不催熟", True)
    client.force_login(UserFactory())
    assert client.get(reverse("claims_desk:list")).status_code != 200


def test_many_claims_are_found_by_words_a_page_at_a_time(client: Client, django_assert_max_num_queries: Any) -> None:
    sku = stocked_sku(product=ProductFactory(title="霜后红富士", subtitle="脆，放得住"))
    make_story(card(sku.product), block("text", "<p>放得住，不用冰箱。</p>"))
    for number in range(60):
        make_claim(sku.product, title=f"说法 {number:02}", wordings="放得住")
    client.force_login(member("Owner"))
    address = reverse("claims_desk:list")

    with django_assert_max_num_queries(40):
        first = client.get(address)
    second = client.get(address, {"p": 2})
    found = client.get(address, {"q": "说法 07"})

    def listed(response: Any) -> list[tuple[str, int]]:
        return [(row.claim.title, places) for row, _alarms, places in response.context_data["rows"]]

    assert listed(first) == [(f"说法 {number:02}", 2) for number in range(50)]
    assert listed(second) == [(f"说法 {number:02}", 2) for number in range(50, 60)]
    assert "?p=2" in first.text
    assert listed(found) == [("说法 07", 2)]
    assert listed(client.get(address, {"q": "没有这样的"})) == []
