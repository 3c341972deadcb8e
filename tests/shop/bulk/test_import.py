"""Goods imports from upload to result: what the dry run says is what happens, once."""

import io
from typing import Any

import pytest
import python_calamine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.models import ModelLogEntry

from shop.bulk.enums import RunState
from shop.bulk.imports.reading import rows_of
from shop.bulk.models import Row, Run
from shop.bulk.operations import apply, piece
from shop.bulk.operations.upload import upload_import
from shop.catalog.models import Collection, PriceEntry, Product, Sku
from shop.catalog.models.collection import MAX_ITEMS
from shop.catalog.operations import change_price, set_cost
from shop.catalog.queries import search_products
from shop.core.models import Job, OutboxEvent
from shop.core.operations import jobs
from shop.inventory.models import StockMovement
from shop.inventory.operations import move_stock
from tests.factories.catalog import ProductFactory, make_sku
from tests.factories.inventory import stock_of, stocked_sku
from tests.factories.staff import member

pytestmark = pytest.mark.django_db

GOODS = """货号,名称,价格,库存,条码
QX-1,栖霞苹果礼盒,68,20,6901
QX-2,苹果干,12.50,0,
QX-3,陶苹果碟,128,5,
"""


@pytest.fixture
def clerk(client: Client) -> Client:
    client.force_login(member("Operations"))
    return client


@pytest.fixture
def work(django_capture_on_commit_callbacks: Any) -> Any:
    """A worker: runs the jobs that the requests inside have started."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def upload(client: Client, text: str | bytes, name: str = "goods.csv") -> Any:
    content = text.encode() if isinstance(text, str) else text
    return client.post(reverse("bulk_desk:imports"), {"file": SimpleUploadedFile(name, content)})


def choices(run: Run, **changes: Any) -> dict[str, Any]:
    options = run.options
    fields = {field: str(place) for field, place in options["mapping"].items()}
    rules = {name: options[name] for name in ("code_rule", "stock_rule", "new_products")}
    return {**fields, **rules, **changes}


def check(client: Client, work: Any, text: str, **changes: Any) -> Run:
    """Upload and dry run."""
    assert upload(client, text).status_code == 302
    run = Run.objects.latest("id")
    with work():
        response = client.post(reverse("bulk_desk:check", args=[run.pk]), choices(run, **changes))
    assert response.status_code == 302, response.context and response.context["form"].errors
    run.refresh_from_db()
    assert run.state == RunState.CHECKED, run.job.error
    return run


def confirm(client: Client, work: Any, run: Run, **data: Any) -> Run:
    with work():
        client.post(reverse("bulk_desk:confirm", args=[run.pk]), data)
    run.refresh_from_db()
    return run


def verdicts(run: Run) -> dict[int, str]:
    return dict(run.rows.order_by("number").values_list("number", "verdict"))


def page(client: Client, run: Run, tab: str = "") -> Any:
    return client.get(reverse("bulk_desk:run", args=[run.pk]), {"tab": tab} if tab else {})


def test_the_dry_run_writes_nothing_and_the_import_does_what_it_said(clerk: Client, work: Any) -> None:
    run = check(clerk, work, GOODS)

    assert verdicts(run) == {2: "new", 3: "new", 4: "new"}
    assert not Product.objects.exists()
    assert page(clerk, run).status_code == 200

    confirm(clerk, work, run)

    assert run.state == RunState.DONE
    assert run.counts["added"] == 3
    sku = Sku.objects.get(code="QX-1")
    assert (sku.product.title, sku.price_fen, sku.barcode, sku.product.live) == ("栖霞苹果礼盒", 6800, "6901", False)
    assert stock_of(sku) == (20, 0)
    movement = StockMovement.objects.get(stock=sku.pk)
    assert (movement.delta, movement.balance, movement.reason, movement.reference) == (20, 20, "import", run.reference)
    entry = PriceEntry.objects.get(sku=sku)
    assert (entry.price_fen, entry.reference, entry.by) == (6800, run.reference, run.created_by)
    assert not StockMovement.objects.filter(stock__sku__code="QX-2").exists()
    assert ModelLogEntry.objects.filter(action="bulk.import").count() == 1
    assert page(clerk, run).status_code == 200


def test_new_products_can_be_in_the_shop_at_once_and_are_found(clerk: Client, work: Any) -> None:
    confirm(clerk, work, check(clerk, work, GOODS, new_products="live"))

    found = search_products("苹果", at=timezone.now())

    assert {product.title for product in found} == {"栖霞苹果礼盒", "苹果干", "陶苹果碟"}


@pytest.mark.parametrize("stock_rule", ["new_only", "count"])
def test_the_same_file_again_changes_nothing(clerk: Client, work: Any, stock_rule: str) -> None:
    confirm(clerk, work, check(clerk, work, GOODS))
    before = (PriceEntry.objects.count(), StockMovement.objects.count(), OutboxEvent.objects.count())

    again = check(clerk, work, GOODS, stock_rule=stock_rule)
    assert set(verdicts(again).values()) == {"unchanged"}
    confirm(clerk, work, again)

    assert again.counts["added"] == again.counts["revised"] == 0
    assert (PriceEntry.objects.count(), StockMovement.objects.count(), OutboxEvent.objects.count()) == before


def test_changes_are_shown_from_old_to_new_and_announced_once_a_product(clerk: Client, work: Any) -> None:
    sku = stocked_sku(code="QX-1", price_fen=5000, units=3, product=ProductFactory(title="苹果"))
    events = set(OutboxEvent.objects.values_list("pk", flat=True))

    run = check(clerk, work, GOODS, stock_rule="count")
    row = run.rows.get(code="QX-1")
    assert row.changes == [
        ["title", "苹果", "栖霞苹果礼盒"],
        ["price", 5000, 6800],
        ["stock", 3, 20],
        ["barcode", "", "6901"],
    ]
    assert "¥50.00" in page(clerk, run, "changed").content.decode()
    confirm(clerk, work, run)

    sku.refresh_from_db()
    assert (sku.product.title, sku.price_fen, sku.barcode) == ("栖霞苹果礼盒", 6800, "6901")
    assert stock_of(sku) == (20, 0)
    new = OutboxEvent.objects.exclude(pk__in=events).order_by("name")
    assert [event.name for event in new] == [
        "catalog.price_changed",
        "catalog.product_changed",
        "inventory.stock_changed",
    ]


def test_stock_of_existing_skus_stays_unless_asked(clerk: Client, work: Any) -> None:
    sku = stocked_sku(code="QX-1", price_fen=6800, units=3)

    confirm(clerk, work, check(clerk, work, GOODS))

    assert stock_of(sku) == (3, 0)


def test_what_changed_after_the_check_is_refused_not_overwritten(clerk: Client, work: Any) -> None:
    price = stocked_sku(code="QX-1", price_fen=5000, units=20, product=ProductFactory(title="栖霞苹果礼盒"))
    stock = stocked_sku(code="QX-2", price_fen=1000, units=9, product=ProductFactory(title="苹果干"))
    run = check(clerk, work, GOODS, stock_rule="count")
    change_price(by=None, sku=price, price_fen=5500, expected_fen=5000)
    move_stock(by=None, sku=stock, delta=-4, reason="ship")
    make_sku(code="QX-3", price_fen=100)

    confirm(clerk, work, run)

    price.refresh_from_db()
    stock.refresh_from_db()
    assert (price.price_fen, price.barcode) == (5500, "")
    assert (stock.price_fen, stock_of(stock)) == (1000, (5, 0))
    assert Sku.objects.get(code="QX-3").price_fen == 100
    assert run.counts["failed"] == 3
    reasons = [told["reason"] for told in page(clerk, run, "failed").context["rows"]]
    assert len(reasons) == 3
    assert all(reasons)


def test_an_import_and_a_draft_do_not_undo_each_other(clerk: Client, work: Any) -> None:
    """A new name by import must survive the publication of a draft saved before."""
    product = make_sku(code="QX-1", price_fen=6800).product
    product.save_revision().publish()
    draft = product.get_latest_revision_as_object()
    draft.subtitle = "霜降后采"
    draft.save_revision()

    confirm(clerk, work, check(clerk, work, GOODS))
    product.refresh_from_db()
    assert (product.title, product.subtitle) == ("栖霞苹果礼盒", "")
    product.get_latest_revision().publish()

    product.refresh_from_db()
    assert (product.title, product.subtitle) == ("栖霞苹果礼盒", "霜降后采")


REFUSED = {
    ",名,1": "no_code",
    f"{'长' * 41},名,1": "too_long",
    "A,名,免费": "bad_price",
    "A,名,1.005": "bad_price",
    "A,名,-5": "price_range",
    "A,名,0": "price_range",
    "A,名,99999999999": "bad_price",
    "A,名,": "price_missing",
    "A,,1": "title_missing",
    f"A,{'长' * 121},1": "too_long",
    "A,=HYPERLINK(1),1": "formula",
    "A,名,#REF!": "error_value",
    "A,名,1,x": "bad_stock",
    "A,名,1,-1": "bad_stock",
    "A,名,1,1.5": "bad_stock",
}


@pytest.mark.parametrize("line", REFUSED)
def test_wrong_rows_are_refused_with_their_reason(clerk: Client, work: Any, line: str) -> None:
    run = check(clerk, work, f"货号,名称,价格,库存\n{line}\nQX-1,好,1,1\n")

    row = run.rows.get(number=2)
    assert (row.verdict, row.reason["code"]) == ("refused", REFUSED[line])
    assert page(clerk, run, "refused").context["rows"][0]["reason"]
    confirm(clerk, work, run)
    assert [sku.code for sku in Sku.objects.all()] == ["QX-1"]


def test_refused_rows_can_be_downloaded_corrected_and_imported(clerk: Client, work: Any) -> None:
    run = confirm(clerk, work, check(clerk, work, "货号,名称,价格\nA,=1+1,1\nB1,好,2\nPOST,POSTAGE,3\nC,坏,x\n"))

    response = clerk.get(reverse("bulk_desk:refused", args=[run.pk]))

    content = b"".join(response.streaming_content)
    sheet = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[:4] for row in sheet[1:]] == [
        ["A", "=1+1", "1", 2.0],
        ["POST", "POSTAGE", "3", 4.0],
        ["C", "坏", "x", 5.0],
    ]
    assert all(row[4] for row in sheet[1:])
    assert upload(clerk, content, "refused.xlsx").status_code == 302


@pytest.mark.parametrize(
    ("rule", "expected"),
    [("last", {"A": ("乙", 300)}), ("first", {"A": ("甲", 100)}), ("refuse", {})],
)
def test_codes_that_come_twice_follow_the_rule(
    clerk: Client, work: Any, rule: str, expected: dict[str, tuple[str, int]]
) -> None:
    run = check(clerk, work, "货号,名称,价格\nA,甲,1\nA,,2\nB1,丙,5\nB1,丙,5\nA,乙,3\n", code_rule=rule)

    conflicts = page(clerk, run, "conflicts").context["rows"]
    assert [told["row"].code for told in conflicts] == ["A"]
    assert conflicts[0]["row"].conflicts == [["title", ["甲", "乙"]], ["price", [100, 200, 300]]]
    assert run.counts["conflicts"] == 1
    confirm(clerk, work, run)
    skus = {sku.code: (sku.product.title, sku.price_fen) for sku in Sku.objects.all()}
    assert skus == {"B1": ("丙", 500), **expected}


def test_services_are_left_out_unless_ticked(clerk: Client, work: Any) -> None:
    run = check(clerk, work, "货号,名称,价格\nPOST,POSTAGE,18\nM,Manual,1\nBJ,补差价,1\n85048,运费模型,9\n")

    assert verdicts(run) == {2: "suspect", 3: "suspect", 4: "suspect", 5: "suspect"}
    confirm(clerk, work, run, allow=["85048"])

    assert [sku.code for sku in Sku.objects.all()] == ["85048"]
    assert run.counts["refused"] == 3


def test_rows_with_options_become_one_product(clerk: Client, work: Any) -> None:
    text = "货号,名称,价格,规格\nA,礼盒,1,5 斤\nB1,礼盒,2,10 斤\nC,礼盒,3,5 斤\nD1,散装,4,\n"

    run = check(clerk, work, text)
    assert verdicts(run) == {2: "new", 3: "new", 4: "refused", 5: "new"}
    confirm(clerk, work, run)
    confirm(clerk, work, check(clerk, work, "货号,名称,价格,规格\nE,礼盒,5,20 斤\nA,礼盒,1,6 斤\n"))

    skus = {sku.code: (sku.product.title, sku.option_text) for sku in Sku.objects.all()}
    assert skus == {"A": ("礼盒", "5 斤"), "B1": ("礼盒", "10 斤"), "D1": ("散装", ""), "E": ("礼盒", "20 斤")}
    assert Product.objects.count() == 2


def test_collections_are_filled_to_their_limit(clerk: Client, work: Any) -> None:
    lines = "".join(f"A{number},商品{number},1,秋天\n" for number in range(MAX_ITEMS + 3))

    run = confirm(clerk, work, check(clerk, work, f"货号,名称,价格,分类\n{lines}"))

    collection = Collection.objects.get(title="秋天")
    assert collection.is_visible is False
    assert collection.items.count() == MAX_ITEMS
    assert run.counts["failed"] == 3
    assert Sku.objects.count() == MAX_ITEMS


def test_same_names_get_addresses_of_their_own(clerk: Client, work: Any) -> None:
    ProductFactory(title="x", slug="ping-guo")

    confirm(clerk, work, check(clerk, work, "货号,名称,价格\nA,苹果,1\nB1,苹果,1\nC,苹果,1\n"))

    slugs = set(Product.objects.filter(title="苹果").values_list("slug", flat=True))
    assert len(slugs) == 3
    assert "ping-guo" not in slugs


def test_a_price_list_needs_no_names(clerk: Client, work: Any) -> None:
    sku = make_sku(code="QX-1", price_fen=100)

    run = confirm(clerk, work, check(clerk, work, "货号,价格\nQX-1,2\nQX-9,3\n"))

    sku.refresh_from_db()
    assert sku.price_fen == 200
    assert (run.counts["revised"], run.counts["refused"]) == (1, 1)


class Killed(BaseException):
    """kill -9: nothing in the process gets to react."""


def test_a_runner_killed_between_pieces_leaves_nothing_twice(
    clerk: Client, work: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apply, "ROWS_AT_ONCE", 4)
    lines = "".join(f"A{number},商品{number},1,{number}\n" for number in range(1, 11))
    run = check(clerk, work, f"货号,名称,价格,库存\n{lines}")
    pieces = []
    real = piece.open_stocks

    def killed_in_the_third(**arguments: Any) -> None:
        pieces.append(1)
        if len(pieces) == 3:
            raise Killed
        real(**arguments)

    monkeypatch.setattr(piece, "open_stocks", killed_in_the_third)
    with pytest.raises(Killed):
        confirm(clerk, work, run)
    monkeypatch.setattr(piece, "open_stocks", real)
    run.refresh_from_db()
    assert run.state == RunState.APPLYING
    assert run.job.done_count == 8
    assert Sku.objects.count() == 8
    assert page(clerk, run).status_code == 200

    later = timezone.now() + Job.STALE_AFTER * 2
    assert run.job.pk in jobs.due_jobs(at=later)
    assert jobs.run(job_id=run.job.pk, at=later)

    run.refresh_from_db()
    assert (run.state, run.counts["added"], run.job.done_count) == (RunState.DONE, 10, 10)
    assert Sku.objects.count() == Product.objects.count() == PriceEntry.objects.count() == 10
    assert sorted(StockMovement.objects.values_list("delta", flat=True)) == list(range(1, 11))
    assert ModelLogEntry.objects.filter(action="bulk.import").count() == 1


def test_an_import_that_failed_goes_on(clerk: Client, work: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    run = check(clerk, work, GOODS)
    with monkeypatch.context() as broken:
        broken.setattr(piece, "open_stocks", lambda **arguments: 1 / 0)
        confirm(clerk, work, run)
    assert run.job.state == Job.State.FAILED
    assert not Sku.objects.exists()
    assert "go-on" in page(clerk, run).content.decode()

    with work():
        clerk.post(reverse("bulk_desk:go_on", args=[run.pk]))

    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert Sku.objects.count() == 3


def test_a_double_click_imports_once(clerk: Client, work: Any) -> None:
    run = confirm(clerk, work, check(clerk, work, GOODS))

    confirm(clerk, work, run)
    with work():
        clerk.post(reverse("bulk_desk:go_on", args=[run.pk]))
        clerk.post(reverse("bulk_desk:check", args=[run.pk]), choices(run))

    run.refresh_from_db()
    assert run.state == RunState.DONE
    assert Job.objects.filter(kind="bulk.apply").count() == 1


def test_a_check_that_broke_leads_back_to_the_columns(clerk: Client, work: Any) -> None:
    upload(clerk, GOODS)
    run = Run.objects.get()
    run.file.storage.delete(run.file.name)

    with work():
        clerk.post(reverse("bulk_desk:check", args=[run.pk]), choices(run))
    response = page(clerk, run)

    assert response.status_code == 302
    run.refresh_from_db()
    assert run.state == RunState.UPLOADED
    assert page(clerk, run).status_code == 200


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [({"code": ""}, "code"), ({"title": "0"}, "code"), ({"code_rule": "x"}, "code_rule"), ({"price": "77"}, "price")],
)
def test_columns_that_make_no_sense_are_refused(clerk: Client, changes: dict[str, str], wrong: str) -> None:
    upload(clerk, GOODS)
    run = Run.objects.get()

    response = clerk.post(reverse("bulk_desk:check", args=[run.pk]), choices(run, **changes))

    assert response.status_code == 422
    assert wrong in response.context["form"].errors
    run.refresh_from_db()
    assert run.state == RunState.UPLOADED


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"", "a.csv"),
        (b"code,name\n", "a.csv"),
        (b"code\nA\n", "a.xlsx"),
        (b"\n\n", "a.csv"),
        (b"PK\x03\x04x", "a.xlsx"),
    ],
)
def test_a_bad_upload_is_answered_at_the_file(clerk: Client, content: bytes, name: str) -> None:
    response = upload(clerk, content, name)

    assert response.status_code == 422
    assert response.context["form"].errors["file"]
    assert not Run.objects.exists()


def test_no_file_at_all(clerk: Client) -> None:
    assert clerk.post(reverse("bulk_desk:imports")).status_code == 422


@pytest.mark.parametrize("role", ["Warehouse", "Editor"])
def test_who_may_not_import(client: Client, role: str) -> None:
    run = upload_import(by=member("Operations"), file=io.BytesIO(GOODS.encode()), name="goods.csv")
    client.force_login(member(role))

    for name in ("imports", "run", "refused"):
        arguments = [] if name == "imports" else [run.pk]
        assert client.get(reverse(f"bulk_desk:{name}", args=arguments)).status_code == 302
    for name in ("check", "confirm", "go_on"):
        assert client.post(reverse(f"bulk_desk:{name}", args=[run.pk]), choices(run)).status_code == 302
    run.refresh_from_db()
    assert run.state == RunState.UPLOADED


def test_the_uploaded_file_is_served_nowhere(clerk: Client) -> None:
    upload(clerk, GOODS)
    run = Run.objects.get()

    assert "goods" not in run.file.name
    assert clerk.get(f"/media/{run.file.name}").status_code == 404


def test_pages_need_the_same_queries_for_more_rows(
    clerk: Client, work: Any, django_assert_max_num_queries: Any
) -> None:
    small, large = (check(clerk, work, GOODS[: GOODS.index("QX-2")]), check(clerk, work, GOODS))
    page(clerk, small)
    with django_assert_max_num_queries(16) as few:
        page(clerk, small)
    with django_assert_max_num_queries(16) as many:
        page(clerk, large)
    assert len(few) == len(many)
    with django_assert_max_num_queries(14):
        clerk.get(reverse("bulk_desk:imports"))


def test_rows_come_in_pages(clerk: Client, work: Any) -> None:
    run = check(clerk, work, "货号,名称,价格\n" + "".join(f"A{number},名{number},1\n" for number in range(60)))

    first = page(clerk, run, "new")
    rest = clerk.get(reverse("bulk_desk:run", args=[run.pk]), {"tab": "new", "after": first.context["next_after"]})

    assert len(first.context["rows"]) + len(rest.context["rows"]) == 60
    for after in ("x", "-1", "9" * 30):
        address = reverse("bulk_desk:run", args=[run.pk])
        assert clerk.get(address, {"tab": "nonsense", "after": after}).status_code == 200


def test_a_check_taken_up_again_starts_afresh(clerk: Client, work: Any) -> None:
    run = check(clerk, work, GOODS)
    Run.objects.filter(pk=run.pk).update(state=RunState.CHECKING)
    Job.objects.filter(pk=run.job.pk).update(state=Job.State.RUNNING)

    assert jobs.run(job_id=run.job.pk, at=timezone.now() + Job.STALE_AFTER * 2)

    assert Row.objects.filter(run=run).count() == 3
    run.refresh_from_db()
    assert run.state == RunState.CHECKED


def test_costs_and_weights_come_in_are_shown_and_go_back(clerk: Client, work: Any) -> None:
    known = make_sku(code="A", price_fen=6800)
    set_cost(by=None, sku=known, cost_fen=3000, expected_fen=None)
    text = '货号,商品名称,售价,成本（元）,重量（克）\nA,,68,￥３２.5,"2,500"\nBX,苹果干,12.5,5元,120\n'

    run = check(clerk, work, text)
    changes = next(iter(page(clerk, run, "changed").context["rows"]))["changes"]
    assert [(row["old"], row["new"]) for row in changes] == [("¥30.00", "¥32.50"), ("", "2500")]
    confirm(clerk, work, run)
    known.refresh_from_db()
    assert (known.cost_fen, known.weight_g) == (3250, 2500)
    assert Sku.objects.values_list("cost_fen", "weight_g").get(code="BX") == (500, 120)

    with work():
        clerk.post(reverse("bulk_desk:undo", args=[run.pk]))
    known.refresh_from_db()
    assert (known.cost_fen, known.weight_g) == (3000, None)
    assert not Sku.objects.filter(code="BX").exists()


@pytest.mark.parametrize(
    ("line", "code"),
    [("A,x,1", "bad_cost"), ("A,-1,1", "bad_cost"), ("A,1,0", "bad_weight"), ("A,1,1.5", "bad_weight")],
)
def test_a_wrong_cost_or_weight_is_refused_with_its_column(clerk: Client, work: Any, line: str, code: str) -> None:
    sku = make_sku(code="A")

    run = check(clerk, work, f"货号,成本,重量\n{line}\n")

    assert Row.objects.get(run=run).reason["code"] == code
    sku.refresh_from_db()
    assert (sku.cost_fen, sku.weight_g) == (None, None)


def test_costs_are_imported_and_read_only_by_those_who_may_see_them(client: Client, clerk: Client, work: Any) -> None:
    sku = make_sku(code="A")
    seen = check(clerk, work, "货号,成本,重量\nA,313.37,120\nB,313.37,1\n")
    user = member("Operations")
    group = user.groups.get()
    group.permissions.remove(*group.permissions.filter(codename="view_cost"))
    client.force_login(user)

    for tab in ("changed", "refused"):
        assert "313.37" not in page(client, seen, tab).content.decode()
    refused = client.get(reverse("bulk_desk:refused", args=[seen.pk]))
    rows = [cells for _number, cells in rows_of(io.BytesIO(b"".join(refused.streaming_content)), "x.xlsx")]
    assert rows[1][:3] == ["B", "", "1"]
    assert "成本" not in {cell for cells in template_rows(client) for cell in cells}

    run = check(client, work, "货号,成本,重量\nA,1,150\n", cost="1")
    confirm(client, work, run)
    sku.refresh_from_db()
    assert (sku.cost_fen, sku.weight_g) == (None, 150)


def template_rows(client: Client) -> list[list[str]]:
    answer = client.get(reverse("bulk_desk:template", args=["csv"]))
    return [cells for _number, cells in rows_of(io.BytesIO(b"".join(answer.streaming_content)), "t.csv")]
