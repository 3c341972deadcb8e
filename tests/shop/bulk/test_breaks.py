"""What a bulk edit would break is shown before it is done."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from shop.bulk.models import Run
from shop.catalog.models import Collection, CollectionItem, Product, Sku
from tests.factories.catalog import ProductFactory, make_sku
from tests.factories.promotions import make_promotion
from tests.factories.staff import member
from tests.shop.bulk.test_edit import edited
from tests.shop.bulk.test_import import confirm

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(client: Client) -> Client:
    client.force_login(member("Operations"))
    return client


@pytest.fixture
def work(django_capture_on_commit_callbacks: Any) -> Any:
    return lambda: django_capture_on_commit_callbacks(execute=True)


def promoted(sku: Sku) -> None:
    now = timezone.now()
    make_promotion(sku, price_fen=sku.price_fen - 1, starts_at=now + timedelta(1), ends_at=now + timedelta(2))


def shelved(product: Product, title: str, *, is_visible: bool = True) -> None:
    shelf = Collection.objects.create(title=title, slug=f"shelf-{product.pk}", is_visible=is_visible)
    CollectionItem.objects.create(collection=shelf, product=product)


def breaking(client: Client, run: Run) -> dict[str, list[str]]:
    """What the tab says: by name, the titles of what speaks of it."""
    page = client.get(reverse("bulk_desk:run", args=[run.pk]))
    assert page.context["tab"] == "breaks"
    return {row["title"]: [line.title for line in row["broken"]] for row in page.context["rows"]}


def test_taking_products_off_the_shop_lists_what_would_break_first(clerk: Client, work: Any) -> None:
    apple, pear, plum = (ProductFactory(title=title) for title in ("苹果", "梨", "李子"))
    shelved(apple, "秋季")
    promoted(make_sku(product=apple))
    shelved(pear, "还没开张", is_visible=False)

    run = edited(clerk, work, "list=products", "state", live="no")

    assert run.counts["breaks"] == 1
    assert breaking(clerk, run) == {"苹果": ["秋季", "秋收"]}
    page = clerk.get(reverse("bulk_desk:run", args=[run.pk])).content.decode()
    assert 'class="mb-notice mb-notice--bad" role="alert"' in page
    confirm(clerk, work, run)
    assert not Product.objects.filter(pk__in=[apple.pk, pear.pk, plum.pk], live=True).exists()
    assert "breaks" not in {tab["key"] for tab in clerk.get(reverse("bulk_desk:run", args=[run.pk])).context["tabs"]}


def test_products_that_come_into_the_shop_break_nothing(clerk: Client, work: Any) -> None:
    shelved(ProductFactory(title="苹果", live=False), "秋季")

    run = edited(clerk, work, "list=products", "state", live="yes")

    assert run.counts["breaks"] == 0
    assert 'role="alert"' not in clerk.get(reverse("bulk_desk:run", args=[run.pk])).content.decode()


def test_skus_that_together_leave_nothing_to_buy(clerk: Client, work: Any) -> None:
    """Each of the two alone would leave the other; what keeps a third one is left out."""
    apple, pear = ProductFactory(title="苹果"), ProductFactory(title="梨")
    for n in range(2):
        make_sku(code=f"A-{n}", product=apple, options={"规格": f"{n} 斤"})
    for n in range(3):
        make_sku(code=f"B-{n}", product=pear, options={"规格": f"{n} 斤"})
    kept = Sku.objects.get(code="B-2")
    ids = "&".join(f"id={pk}" for pk in Sku.objects.exclude(pk=kept.pk).values_list("pk", flat=True))

    run = edited(clerk, work, f"list=skus&{ids}", "sale", is_active="no")

    assert (run.counts["changed"], run.counts["breaks"]) == (4, 1)
    assert list(breaking(clerk, run).values()) == [["苹果"]]


def test_skus_in_a_promotion(clerk: Client, work: Any) -> None:
    product = ProductFactory(title="苹果")
    first = make_sku(code="A-1", product=product, options={"规格": "一斤"})
    make_sku(code="A-2", product=product, options={"规格": "两斤"})
    promoted(first)

    run = edited(clerk, work, f"list=skus&id={first.pk}", "sale", is_active="no")

    assert list(breaking(clerk, run).values()) == [["秋收"]]


def test_many_rows_are_told_with_as_many_queries_as_one(
    clerk: Client, work: Any, django_assert_max_num_queries: Any
) -> None:
    def shop(count: int) -> str:
        Product.objects.all().update(live=False)
        for n in range(count):
            shelved(product := ProductFactory(title=f"苹果 {count}-{n}"), f"秋季 {n}")
            promoted(make_sku(product=product))
        run = edited(clerk, work, "list=products&state=live", "state", live="no")
        assert run.counts["breaks"] == count
        return reverse("bulk_desk:run", args=[run.pk])

    one, three = shop(1), shop(3)
    with django_assert_max_num_queries(60) as few:
        clerk.get(one)
    with django_assert_max_num_queries(len(few)):
        clerk.get(three)
