"""Queries that are compiled once say the same as the queryset they are made of."""

from datetime import UTC, datetime

import pytest
from django.db import connection
from django.db.models import BigIntegerField, CharField, DateTimeField, F, IntegerField
from pytest_django import DjangoAssertNumQueries

from shop.catalog.models import Sku
from shop.core.compiled import (
    MOST_ROWS,
    Compiled,
    CompiledUpdate,
    insert,
    insert_or_update,
    insert_unknown,
    insert_unless_known,
)
from shop.core.models import IdempotencyKey, OutboxEvent
from shop.inventory.models import StockItem
from shop.promotions.queries import with_promoted
from shop.shipping.queries import with_freight
from tests.factories import NOW
from tests.factories.customers import CustomerFactory
from tests.factories.inventory import stocked_sku

pytestmark = pytest.mark.django_db


def _for_sale(skus, at):
    rows = Sku.objects.for_sale(at).filter(pk__in=skus).select_related("product").defer("product__body")
    return with_freight(with_promoted(rows, at=at)).order_by("-code")


def test_it_finds_what_the_queryset_finds_with_all_that_hangs_on_it(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    compiled = Compiled(lambda given: _for_sale(given.skus, given.at), skus=BigIntegerField(), at=DateTimeField())
    skus = [stocked_sku(code=f"A-{number}") for number in range(3)]
    skus[1].is_active = False
    skus[1].save()
    ids = [sku.pk for sku in skus]

    with django_assert_num_queries(1):
        found = compiled.rows(skus=ids, at=NOW)
        words = [(row.code, row.product.title, row.volume_cm3, row.is_promoted) for row in found]

    plain = list(_for_sale(ids, NOW))
    assert words == [(row.code, row.product.title, row.volume_cm3, row.is_promoted) for row in plain]
    assert [row.code for row in found] == ["A-2", "A-0"]
    assert [row.get_deferred_fields() for row in found] == [set(), set()]
    assert [row.product.get_deferred_fields() for row in found] == [{"body"}, {"body"}]


def test_it_is_compiled_once_for_each_length_of_a_list_and_asks_with_the_values_of_now() -> None:
    built = []

    def build(given):
        built.append(given)
        return Sku.objects.filter(pk__in=given.skus, code=given.code)

    compiled = Compiled(build, skus=BigIntegerField(), code=CharField())
    one, other = stocked_sku(code="ONE"), stocked_sku(code="OTHER")

    assert compiled.rows(skus=[one.pk], code="ONE") == [one]
    assert compiled.rows(skus=[other.pk], code="OTHER") == [other]
    assert compiled.first(skus=[other.pk], code="ONE") is None
    assert len(built) == 1
    assert compiled.first(skus=[one.pk, other.pk], code="OTHER") == other
    assert len(built) == 2


def test_it_tells_the_moments_on_both_sides_of_a_limit_apart() -> None:
    compiled = Compiled(lambda given: OutboxEvent.objects.filter(created_at__lte=given.at), at=DateTimeField())
    event = OutboxEvent.objects.create(name="x", payload={}, created_at=NOW)

    assert compiled.rows(at=NOW) == [event]
    assert compiled.rows(at=NOW.replace(year=NOW.year - 1)) == []


def test_an_update_changes_what_its_guard_lets_through_and_says_how_many() -> None:
    take = CompiledUpdate(
        lambda given: StockItem.objects.filter(pk=given.stock, on_hand__gte=F("reserved") + given.units),
        lambda given: {"reserved": F("reserved") + given.units},
        stock=BigIntegerField(),
        units=IntegerField(),
    )
    sku, other = stocked_sku(units=5), stocked_sku(units=5)

    assert [take.run(stock=sku.pk, units=units) for units in (3, 3, 2)] == [1, 0, 1]

    assert StockItem.objects.get(pk=sku.pk).reserved == 5
    assert StockItem.objects.get(pk=other.pk).reserved == 0


def test_rows_are_inserted_with_their_defaults_and_get_their_ids(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    at = datetime(2026, 3, 1, 12, 30, 15, 123456, tzinfo=UTC)
    events = [OutboxEvent(name=f"e{number}", payload={"苹果": [number]}, retry_at=at) for number in range(3)]

    with django_assert_num_queries(1):
        insert(*events)

    stored = list(OutboxEvent.objects.order_by("pk"))
    assert stored == events
    assert [(row.name, row.payload, row.retry_at, row.attempts, row.delivered_at) for row in stored] == [
        (f"e{number}", {"苹果": [number]}, at, 0, None) for number in range(3)
    ]
    events[0].attempts = 2
    events[0].save()
    assert OutboxEvent.objects.get(pk=events[0].pk).attempts == 2


def test_many_rows_go_in_pieces(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    events = [OutboxEvent(name=f"e{number}", payload={}) for number in range(2 * MOST_ROWS + 1)]

    with django_assert_num_queries(3):
        insert(*events)

    assert list(OutboxEvent.objects.order_by("pk")) == events


def test_of_several_rows_those_that_are_not_known_are_inserted_and_named(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    IdempotencyKey.objects.create(actor="a", key="2")
    rows = [IdempotencyKey(actor="a", key=key) for key in ("1", "2", "3", "3")]

    with django_assert_num_queries(1):
        new = insert_unknown(rows, told_by=["actor", "key"])

    assert [row.key for row in new] == ["1", "3"]
    assert rows[1].pk is None
    stored = IdempotencyKey.objects.exclude(key="2").order_by("pk")
    assert [(row.pk, row.key) for row in new] == list(stored.values_list("pk", "key"))


def test_no_rows_are_no_question(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        insert()


def test_what_a_constraint_knows_is_not_inserted_and_the_transaction_goes_on() -> None:
    first, twin = IdempotencyKey(actor="a", key="k"), IdempotencyKey(actor="a", key="k", status=200)

    assert insert_unless_known(first) is True
    assert insert_unless_known(twin) is False

    assert twin.pk is None
    assert IdempotencyKey.objects.get() == first
    assert IdempotencyKey.objects.get().status == 0


def test_what_a_constraint_knows_is_changed_where_that_is_asked_for() -> None:
    customer = CustomerFactory()
    for status in (0, 200):
        key = IdempotencyKey(actor=f"c{customer.pk}", key="k", status=status, fingerprint=str(status))
        insert_or_update(key, known_by=["actor", "key"], update=["status"])

    stored = IdempotencyKey.objects.get()
    assert (stored.pk, stored.status, stored.fingerprint) == (key.pk, 200, "0")
    assert connection.in_atomic_block


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans at each call")
@pytest.mark.parametrize("threshold", [5, None])
def test_postgresql_plans_it_once_where_that_is_allowed(monkeypatch, threshold) -> None:
    monkeypatch.setitem(connection.settings_dict["OPTIONS"], "prepare_threshold", threshold)
    sku = stocked_sku(code="PLANNED")
    compiled = Compiled(lambda given: Sku.objects.filter(code=given.code), code=CharField())
    with connection.cursor() as cursor:
        for _again in range(7):
            assert compiled.rows(code="PLANNED") == [sku]

        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%%code%% = (%%'", [])
        [(count,)] = cursor.fetchall()

    assert count == (1 if threshold else 0)
