"""Pictures with an import: found by name, looked at like any upload, put back by the undo."""

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from wagtail.images import get_image_model

from shop.bulk.imports import pictures
from shop.bulk.imports.pictures import Album
from shop.bulk.imports.reading import BadFile
from shop.bulk.models import Row, Run
from shop.catalog.models import Product, Sku
from tests.factories.catalog import ProductFactory, make_sku
from tests.factories.content import picture_file
from tests.factories.staff import member
from tests.shop.bulk.test_import import choices, confirm
from tests.shop.bulk.test_undo import content_hash, undone

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def clerk(client: Client) -> Client:
    client.force_login(member("Operations"))
    return client


@pytest.fixture
def work(django_capture_on_commit_callbacks: Any) -> Any:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def picture() -> bytes:
    return picture_file("a.jpg", kind="JPEG").read()


def zipped(parts: dict[str, bytes]) -> io.BytesIO:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as out:
        for name, content in parts.items():
            out.writestr(name, content)
    target.seek(0)
    return target


def checked(client: Client, work: Any, table: str, parts: dict[str, bytes]) -> Run:
    files = {
        "file": SimpleUploadedFile("goods.csv", table.encode()),
        "pictures": SimpleUploadedFile("pictures.zip", zipped(parts).getvalue()),
    }
    response = client.post(reverse("bulk_desk:imports"), files)
    assert response.status_code == 302, response.context["form"].errors
    run = Run.objects.latest("id")
    with work():
        client.post(reverse("bulk_desk:check", args=[run.pk]), choices(run))
    run.refresh_from_db()
    assert run.state == "checked", run.job.error
    return run


TABLE = "货号,名称,价格,图片\nK-1,苹果,5,\nK-2,梨,6,pear.jpg\n"


def test_pictures_find_their_products_by_code_and_by_column(clerk: Client, work: Any) -> None:
    parts = {"照片/K-1.jpg": picture(), "照片/k-1 (2).jpg": picture(), "pear.jpg": picture(), "else.jpg": picture()}

    run = checked(clerk, work, TABLE, parts)

    assert run.options["unmatched"] == ["else.jpg"]
    assert "else.jpg" in clerk.get(reverse("bulk_desk:run", args=[run.pk])).content.decode()
    assert get_image_model().objects.count() == 0
    confirm(clerk, work, run)
    apple, pear = (Sku.objects.get(code=code).product for code in ("K-1", "K-2"))
    assert apple.cover.title == "K-1"
    assert [item.image.title for item in apple.pictures.all()] == ["k-1 (2)"]
    assert pear.cover.title == "pear"
    assert get_image_model().objects.count() == 3


def test_undo_takes_the_pictures_with_it(clerk: Client, work: Any) -> None:
    product = ProductFactory(title="苹果")
    make_sku(code="K-1", price_fen=500, product=product)
    before = content_hash()
    run = confirm(
        clerk, work, checked(clerk, work, TABLE, {"K-1.jpg": picture(), "K-1-2.jpg": picture(), "pear.jpg": picture()})
    )
    assert Product.objects.get(pk=product.pk).cover.title == "K-1"

    undone(clerk, work, run)

    assert (run.counts["back"], run.counts["kept"]) == (2, 0)
    assert content_hash() == before
    assert get_image_model().objects.count() == 0


def test_a_draft_gets_the_pictures_too(clerk: Client, work: Any) -> None:
    product = ProductFactory(title="苹果")
    make_sku(code="K-1", price_fen=500, product=product)
    product.subtitle = "还没发布"
    product.save_revision()

    confirm(
        clerk, work, checked(clerk, work, TABLE, {"K-1.jpg": picture(), "K-1-2.jpg": picture(), "pear.jpg": picture()})
    )

    product.refresh_from_db()
    assert (product.cover.title, product.pictures.count(), product.subtitle) == ("K-1", 1, "")
    product.get_latest_revision().publish()
    product.refresh_from_db()
    assert (product.cover.title, product.pictures.count(), product.subtitle) == ("K-1", 1, "还没发布")


def test_the_same_pictures_again_change_nothing(clerk: Client, work: Any) -> None:
    parts = {"K-1.jpg": picture(), "K-1-2.jpg": picture(), "pear.jpg": picture()}
    confirm(clerk, work, checked(clerk, work, TABLE, parts))

    run = checked(clerk, work, TABLE, parts)

    assert (run.counts["unchanged"], run.counts["changed"]) == (2, 0)


FAMILY = (
    "货号,名称,价格,规格名,规格,规格图\nT-1,T恤,50,颜色,红,red.jpg\nT-2,T恤,50,颜色,蓝,blue.jpg\nT-3,T恤,50,颜色,白,\n"
)


def test_a_single_sku_gets_a_picture_of_its_own(clerk: Client, work: Any) -> None:
    parts = {"red.jpg": picture(), "blue.jpg": picture(), "T-1.jpg": picture()}
    before = content_hash()

    run = checked(clerk, work, FAMILY, parts)

    assert run.options["mapping"]["sku_picture"] == 5
    assert run.options["unmatched"] == []
    confirm(clerk, work, run)
    skus = {sku.code: sku for sku in Sku.objects.select_related("image", "product__cover")}
    assert [skus[code].image and skus[code].image.title for code in ("T-1", "T-2", "T-3")] == ["red", "blue", None]
    assert skus["T-1"].product.cover.title == "T-1"
    undone(clerk, work, run)
    assert content_hash() == before
    assert get_image_model().objects.count() == 0


def test_a_sku_that_is_there_gets_another_picture_and_its_own_one_back(clerk: Client, work: Any) -> None:
    parts = {"red.jpg": picture(), "blue.jpg": picture()}
    confirm(clerk, work, checked(clerk, work, FAMILY, parts))
    before = content_hash()
    sku = Sku.objects.get(code="T-1")

    run = checked(clerk, work, FAMILY.replace("red.jpg", "T-1.jpg"), {**parts, "T-1.jpg": picture()})

    assert (run.counts["changed"], run.counts["unchanged"]) == (1, 2)
    assert Row.objects.get(run=run, code="T-1").changes == [["sku_picture", "red", "T-1.jpg"]]
    confirm(clerk, work, run)
    sku.refresh_from_db()
    assert (sku.image.title, sku.product.cover) == ("T-1", None)
    undone(clerk, work, run)
    assert content_hash() == before
    assert sorted(get_image_model().objects.values_list("title", flat=True)) == ["blue", "red"]


def test_a_picture_somebody_gave_the_sku_since_is_left(clerk: Client, work: Any) -> None:
    confirm(clerk, work, checked(clerk, work, FAMILY, {"red.jpg": picture(), "blue.jpg": picture()}))
    run = checked(clerk, work, FAMILY.replace("red.jpg", "green.jpg"), {"green.jpg": picture(), "blue.jpg": picture()})
    Sku.objects.filter(code="T-1").update(image=None)

    confirm(clerk, work, run)

    assert Row.objects.get(run=run, code="T-1").reason == {"code": "stale", "field": "image"}
    page = clerk.get(reverse("bulk_desk:run", args=[run.pk]), {"tab": "failed"})
    assert page.status_code == 200
    assert get_image_model().objects.filter(title="green").count() == 0


def test_undo_leaves_the_picture_that_replaced_the_imported_one(clerk: Client, work: Any) -> None:
    run = confirm(clerk, work, checked(clerk, work, FAMILY, {"red.jpg": picture(), "blue.jpg": picture()}))
    Sku.objects.filter(code="T-1").update(image=None)

    undone(clerk, work, run)

    assert (run.counts["back"], run.counts["kept"]) == (2, 1)
    note = {"code": "undo_stale", "field": "sku_picture", "value": "red.jpg"}
    assert Row.objects.get(run=run, code="T-1").undo_notes == [note]
    page = clerk.get(reverse("bulk_desk:run", args=[run.pk]), {"tab": "kept"}).content.decode()
    assert "red.jpg" in page


def test_each_picture_is_looked_at_before_anything_is_written(clerk: Client, work: Any) -> None:
    run = checked(clerk, work, TABLE, {"K-1.jpg": b"<svg onload=alert(1)>", "pear.jpg": picture()})

    row = Row.objects.get(run=run, code="K-1")
    assert (row.verdict, row.reason["code"], row.reason["value"]) == ("refused", "bad_picture", "K-1.jpg")
    page = clerk.get(reverse("bulk_desk:run", args=[run.pk]), {"tab": "refused"}).content.decode()
    assert "K-1.jpg" in page


def test_a_picture_that_is_not_there_is_said_with_its_column(clerk: Client, work: Any) -> None:
    run = checked(clerk, work, TABLE, {"K-1.jpg": picture()})

    row = Row.objects.get(run=run, code="K-2")
    assert row.reason == {"code": "picture_missing", "column": "D", "value": "pear.jpg"}


def test_names_are_plain_whatever_the_zip_says() -> None:
    parts = {
        "../../etc/K-1.jpg": b"x",
        "a\\b\\K-2.jpg": b"x",
        "__MACOSX/._K-3.jpg": b"x",
        ".K-4.jpg": b"x",
        "notes.txt": b"x",
    }

    album = Album(zipped(parts))

    assert sorted(member.name for member in album.members) == ["K-1.jpg", "K-2.jpg"]


def test_names_written_by_windows_are_read() -> None:
    named = zipped({"aa.jpg": b"x"}).getvalue().replace(b"aa.jpg", "苹".encode("gb18030") + b".jpg")
    assert [member.name for member in Album(io.BytesIO(named)).members] == ["苹.jpg"]


def test_a_picture_that_unpacks_to_a_mountain_is_read_no_further_than_it_may(settings: Any) -> None:
    settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE = 1_000
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as out:
        out.writestr("K-1.jpg", b"\0" * 5_000_000)

    with pytest.raises(BadFile):
        Album(target).content(0)


@pytest.mark.parametrize(
    "content", [b"", b"no zip at all", b"PK\x03\x04 damaged", zipped({"notes.txt": b"x"}).getvalue()]
)
def test_what_is_no_zip_of_pictures_is_refused_in_words(clerk: Client, content: bytes) -> None:
    files = {
        "file": SimpleUploadedFile("goods.csv", TABLE.encode()),
        "pictures": SimpleUploadedFile("pictures.zip", content or b" "),
    }

    response = clerk.post(reverse("bulk_desk:imports"), files)

    assert response.status_code == 422
    assert response.context["form"].errors["pictures"]
    assert not Run.objects.exists()


def test_too_many_pictures_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "MAX_PICTURES", 1)

    with pytest.raises(BadFile):
        Album(zipped({"a.jpg": b"x", "b.jpg": b"x"}))
