"""The template can be filled and imported; choices about a file are remembered for the next one like it."""

import io
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from shop.bulk.models import Run
from shop.bulk.operations.upload import upload_import
from shop.catalog.models import Product
from tests.factories.staff import member
from tests.shop.bulk.test_import import check, confirm, verdicts

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client: Client) -> Client:
    client.force_login(member("Operations"))
    return client


@pytest.fixture
def work(django_capture_on_commit_callbacks: Any) -> Any:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def template(client: Client, format_: str) -> bytes:
    response = client.get(reverse("bulk_desk:template", args=[format_]))
    assert response.status_code == 200
    return b"".join(response.streaming_content)


def test_the_workbook_explains_each_of_its_columns(clerk: Client) -> None:
    goods, explanation = load_workbook(io.BytesIO(template(clerk, "xlsx"))).worksheets

    header = [cell.value for cell in goods[1]]
    assert header == [row[0].value for row in list(explanation.rows)[1:]]
    assert goods.max_row == 4


@pytest.mark.parametrize("format_", ["xlsx", "csv"])
def test_every_column_of_the_template_is_recognized_and_its_examples_are_left_out(
    clerk: Client, work: Any, format_: str
) -> None:
    content = template(clerk, format_)
    assert format_ == "xlsx" or content.startswith(b"\xef\xbb\xbf")

    clerk.post(reverse("bulk_desk:imports"), {"file": SimpleUploadedFile(f"goods.{format_}", content)})
    run = Run.objects.get()
    assert sorted(run.options["mapping"].values()) == list(range(len(run.header)))
    with work():
        data = dict(run.options["mapping"])
        rules = {name: run.options[name] for name in ("code_rule", "stock_rule", "new_products")}
        clerk.post(reverse("bulk_desk:check", args=[run.pk]), {**data, **rules})
    assert set(verdicts(run).values()) == {"suspect"}
    confirm(clerk, work, run)
    assert not Product.objects.exists()


def test_there_is_no_other_template(clerk: Client) -> None:
    assert clerk.get(reverse("bulk_desk:template", args=["exe"])).status_code == 404


TABLE = "编号,叫法,要价\nK-1,苹果,5\n"
CHOSEN = {"code": "0", "title": "1", "price": "2", "new_products": "live", "code_rule": "first"}


def test_what_was_chosen_for_a_file_is_offered_for_the_next_of_its_shape(clerk: Client, work: Any) -> None:
    check(clerk, work, TABLE, **CHOSEN)
    other = member("Operations")

    run = upload_import(by=other, file=io.BytesIO("编号, 叫法,要价\nK-2,梨,6\n".encode()), name="b.csv")

    assert run.options["mapping"] == {"code": 0, "title": 1, "price": 2}
    assert (run.options["new_products"], run.options["code_rule"]) == ("live", "first")
    clerk.force_login(other)
    assert 'role="status"' in clerk.get(reverse("bulk_desk:run", args=[run.pk])).content.decode()


def test_ones_own_choice_comes_before_that_of_others(clerk: Client, work: Any) -> None:
    check(clerk, work, TABLE, **CHOSEN)
    mine = Run.objects.get().created_by
    clerk.force_login(member("Operations"))
    check(clerk, work, TABLE, **{**CHOSEN, "new_products": "draft"})

    run = upload_import(by=mine, file=io.BytesIO(TABLE.encode()), name="b.csv")

    assert run.options["new_products"] == "live"


def test_another_shape_is_guessed_anew(clerk: Client, work: Any) -> None:
    check(clerk, work, TABLE, **CHOSEN)

    run = upload_import(by=member("Operations"), file=io.BytesIO("编号,要价,叫法\nK-2,6,梨\n".encode()), name="b.csv")

    assert "remembered" not in run.options


def test_a_file_with_an_error_in_each_third_row(clerk: Client, work: Any) -> None:
    rows = "".join(f"K-{n},苹果 {n},{'x' if n % 3 == 0 else 5}\n" for n in range(900))

    run = check(clerk, work, f"货号,名称,价格\n{rows}")

    assert (run.counts["new"], run.counts["refused"]) == (600, 300)
    page = clerk.get(reverse("bulk_desk:run", args=[run.pk]), {"tab": "refused"}).content.decode()
    assert "C" in page
    confirm(clerk, work, run)
    refused = clerk.get(reverse("bulk_desk:refused", args=[run.pk]))
    sheet = load_workbook(io.BytesIO(b"".join(refused.streaming_content))).active
    assert sheet.max_row == 301
    assert sheet.cell(row=2, column=4).value == 2
