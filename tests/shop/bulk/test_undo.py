"""Undo: exactly what was there comes back, except what somebody changed or uses since, which is shown."""

import hashlib
import json
from typing import Any

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Sum
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from microbrand import audit
from shop.bulk.enums import RunState, Undo
from shop.bulk.models import Row, Run
from shop.bulk.operations import apply, undo
from shop.bulk.operations.apply import go_on_importing, stop_run
from shop.bulk.operations.undo import start_undo
from shop.catalog.models import (
    Collection,
    CollectionItem,
    Option,
    OptionValue,
    PriceEntry,
    Product,
    ProductPicture,
    Sku,
    SkuValue,
)
from shop.catalog.operations import change_price, create_sku, put_on_shelves
from shop.core.errors import StaleState
from shop.core.models import Job
from shop.core.operations import jobs
from shop.inventory.models import StockItem, StockMovement
from shop.inventory.operations import move_stock
from tests.factories.catalog import ProductFactory, make_sku
from tests.factories.inventory import stocked_sku
from tests.factories.orders import place
from tests.factories.staff import member
from tests.shop.bulk.test_import import check, confirm

pytestmark = pytest.mark.django_db

# The history gains entries; where its newest one is does not count as content.
HISTORY = {"latest_revision_id", "live_revision_id", "edited_at"}


@pytest.fixture
def clerk(client: Client) -> Client:
    client.force_login(member("Operations"))
    return client


@pytest.fixture
def work(django_capture_on_commit_callbacks: Any) -> Any:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def content_hash() -> str:
    """A hash of every row and column of the goods tables."""
    tables = (Product, ProductPicture, Sku, Option, OptionValue, SkuValue, Collection, CollectionItem, StockItem)
    digest = hashlib.sha256()
    for model in tables:
        for row in model.objects.order_by("pk").values():
            kept = {name: value for name, value in row.items() if name not in HISTORY}
            digest.update(json.dumps([model.__name__, kept], cls=DjangoJSONEncoder, sort_keys=True).encode())
    return digest.hexdigest()


def undone(client: Client, work: Any, run: Run) -> Run:
    with work():
        response = client.post(reverse("bulk_desk:undo", args=[run.pk]))
    assert response.status_code == 302
    run.refresh_from_db()
    return run


def brand() -> Sku:
    """A shop that has goods already: one is on a shelf, one has options, one has a draft waiting."""
    sku = stocked_sku(units=12, code="OLD-1", price_fen=6800, product=ProductFactory(title="栖霞苹果"))
    family = make_sku(code="OLD-2", price_fen=900, product=ProductFactory(title="苹果干"))
    create_sku(by=None, product=family.product, code="OLD-3", price_fen=800, options={"规格": "小"})
    put_on_shelves(shelves={"秋季": [sku.product_id]})
    sku.product.save_revision()
    return sku


MIXED = """货号,名称,价格,库存,条码,规格,专辑
OLD-1,栖霞红富士,72,40,6901,,冬季
NEW-1,苹果脆片,12.50,30,,,冬季
NEW-2,苹果干,15,5,,大,
NEW-3,苹果茶,18,,,罐,
NEW-4,苹果茶,28,7,,盒,秋季
"""


def test_import_and_undo_leave_the_content_hash_of_the_goods_tables_unchanged(clerk: Client, work: Any) -> None:
    brand()
    before = content_hash()
    run = confirm(clerk, work, check(clerk, work, MIXED, stock_rule="count", new_products="live"))
    assert run.counts["added"] == 4
    assert run.counts["revised"] == 1
    assert content_hash() != before

    undone(clerk, work, run)

    assert run.state == RunState.UNDONE
    assert (run.counts["back"], run.counts["kept"]) == (5, 0)
    assert content_hash() == before
    assert set(Row.objects.filter(run=run).values_list("undo", flat=True)) == {Undo.BACK}
    page = clerk.get(reverse("bulk_desk:run", args=[run.pk]))
    assert page.status_code == 200


def ledgers() -> tuple[list[Any], list[Any]]:
    """Price log and movements, without what they point to."""
    prices = PriceEntry.objects.order_by("pk").values_list("pk", "price_fen", "at", "reference", "by")
    moves = StockMovement.objects.order_by("pk").values_list("pk", "delta", "balance", "at", "reference", "by")
    return list(prices), list(moves)


def test_the_ledgers_keep_every_line_and_gain_the_reversing_ones(clerk: Client, work: Any) -> None:
    brand()
    run = confirm(clerk, work, check(clerk, work, MIXED, stock_rule="count"))
    lines, moves = ledgers()

    undone(clerk, work, run)

    assert ledgers()[0][: len(lines)] == lines
    assert ledgers()[1][: len(moves)] == moves
    gone = StockMovement.objects.filter(stock=None, sku_code="NEW-1").order_by("pk")
    assert list(gone.values_list("delta", "balance", "reference")) == [
        (30, 30, run.reference),
        (-30, 0, run.undo_reference),
    ]
    assert StockMovement.objects.filter(stock=None).aggregate(sum=Sum("delta"))["sum"] == 0
    assert PriceEntry.objects.get(sku=None, sku_code="NEW-1").price_fen == 1250
    assert [result for result in audit.run(at=timezone.now()) if result.breach_count] == []
    movements = clerk.get(reverse("goods_desk:movements"), {"q": "NEW-1"})
    assert movements.content.decode().count("NEW-1") >= 2
    back = PriceEntry.objects.filter(sku__code="OLD-1").latest("pk")
    assert (back.price_fen, back.reference) == (6800, run.undo_reference)


def test_what_somebody_changed_since_is_left_and_shown_row_by_row(clerk: Client, work: Any) -> None:
    brand()
    run = confirm(clerk, work, check(clerk, work, MIXED, stock_rule="count", new_products="live"))
    old, new = Sku.objects.get(code="OLD-1"), Sku.objects.get(code="NEW-1")
    change_price(by=None, sku=old, price_fen=9900, expected_fen=7200)
    move_stock(by=None, sku=new, delta=-1, reason="damage")

    undone(clerk, work, run)

    old.refresh_from_db()
    assert (old.price_fen, old.barcode, old.product.title, old.stock.on_hand) == (9900, "", "栖霞苹果", 12)
    assert Sku.objects.filter(code="NEW-1").exists()
    assert StockItem.objects.get(pk=new.pk).on_hand == 29
    assert (run.counts["back"], run.counts["kept"]) == (3, 2)
    notes = dict(Row.objects.filter(run=run, undo=Undo.KEPT).values_list("code", "undo_notes"))
    assert notes == {
        "OLD-1": [{"code": "undo_stale", "field": "price", "value": 7200}],
        "NEW-1": [{"code": "undo_moved"}],
    }
    page = clerk.get(reverse("bulk_desk:run", args=[run.pk]), {"tab": "kept"}).content.decode()
    assert "OLD-1" in page
    assert "¥72.00" in page


def test_goods_that_an_order_names_stay(clerk: Client, work: Any) -> None:
    run = confirm(
        clerk, work, check(clerk, work, "货号,名称,价格,库存\nK-A,苹果,5,9\nK-B,梨,5,9\n", new_products="live")
    )
    place({Sku.objects.get(code="K-A"): 1})

    undone(clerk, work, run)

    assert list(Sku.objects.values_list("code", flat=True)) == ["K-A"]
    assert StockItem.objects.get().on_hand == 9
    assert Row.objects.get(run=run, code="K-A").undo_notes == [{"code": "undo_moved"}]


def test_goods_on_somebodys_shelf_or_in_a_draft_stay(clerk: Client, work: Any) -> None:
    run = confirm(clerk, work, check(clerk, work, "货号,名称,价格\nK-A,苹果,5\nK-B,梨,5\nK-C,桃,5\n"))
    put_on_shelves(shelves={"秋季": [Sku.objects.get(code="K-A").product_id]})
    Sku.objects.get(code="K-B").product.save_revision()

    undone(clerk, work, run)

    assert list(Sku.objects.order_by("code").values_list("code", flat=True)) == ["K-A", "K-B"]
    notes = dict(Row.objects.filter(run=run, undo=Undo.KEPT).values_list("code", "undo_notes"))
    assert notes == {
        "K-A": [{"code": "undo_used", "used": "catalog.Collection"}],
        "K-B": [{"code": "undo_edited"}],
    }


def test_an_undo_runs_once(clerk: Client, work: Any) -> None:
    run = confirm(clerk, work, check(clerk, work, "货号,名称,价格\nK-A,苹果,5\n"))
    undone(clerk, work, run)
    moves, jobs_before = StockMovement.objects.count(), Job.objects.count()

    with pytest.raises(StaleState):
        start_undo(by=run.created_by, run=run)
    undone(clerk, work, run)

    assert (StockMovement.objects.count(), Job.objects.count()) == (moves, jobs_before)


def test_an_undo_that_was_killed_goes_on_where_it_was(
    clerk: Client, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    brand()
    before = content_hash()
    run = confirm(clerk, work, check(clerk, work, MIXED, stock_rule="count"))
    monkeypatch.setattr(undo, "ROWS_AT_ONCE", 2)
    with monkeypatch.context() as broken:
        count = [0]
        real = undo.Reversal.withdraw

        def killed(self: Any, rows: Any) -> None:
            count[0] += 1
            if count[0] == 2:
                raise SystemExit
            real(self, rows)

        broken.setattr(undo.Reversal, "withdraw", killed)
        with pytest.raises(SystemExit), work():
            clerk.post(reverse("bulk_desk:undo", args=[run.pk]))
    assert Row.objects.filter(run=run, undo=Undo.BACK).count() == 2

    run.refresh_from_db()
    Job.objects.filter(pk=run.job_id).update(heartbeat_at=run.created_at, state=Job.State.QUEUED)
    assert jobs.run(job_id=run.job_id)

    run.refresh_from_db()
    assert run.state == RunState.UNDONE
    assert content_hash() == before


def test_a_stopped_import_says_what_is_done_and_goes_on_or_is_undone(
    clerk: Client, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = content_hash()
    run = check(clerk, work, "货号,名称,价格\n" + "".join(f"A{n},苹果 {n},5\n" for n in range(6)))
    monkeypatch.setattr(apply, "ROWS_AT_ONCE", 2)
    real = apply.Piece.announce

    def stop(self: Any) -> None:
        real(self)
        stop_run(by=run.created_by, run=Run.objects.select_related("job").get(pk=run.pk))

    with monkeypatch.context() as stopping:
        stopping.setattr(apply.Piece, "announce", stop)
        confirm(clerk, work, run)
    assert run.job.state == Job.State.STOPPED
    assert (run.job.done_count, run.job.total_count, Sku.objects.count()) == (2, 6, 2)
    page = clerk.get(reverse("bulk_desk:run", args=[run.pk]))
    assert b"2" in page.content
    assert page.status_code == 200

    with work():
        go_on_importing(by=run.created_by, run=run)
    run.refresh_from_db()
    assert (run.state, Sku.objects.count()) == (RunState.DONE, 6)

    undone(clerk, work, run)
    assert content_hash() == before


def test_a_job_that_waits_is_stopped_at_once(clerk: Client, work: Any) -> None:
    run = check(clerk, work, "货号,名称,价格\nK-A,苹果,5\n")
    clerk.post(reverse("bulk_desk:confirm", args=[run.pk]))

    clerk.post(reverse("bulk_desk:stop", args=[run.pk]))

    run.refresh_from_db()
    assert run.job.state == Job.State.STOPPED
    assert not Sku.objects.exists()
    with work():
        clerk.post(reverse("bulk_desk:undo", args=[run.pk]))
    run.refresh_from_db()
    assert (run.state, run.counts["back"]) == (RunState.UNDONE, 0)
