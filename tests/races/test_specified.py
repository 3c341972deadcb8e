"""Made to order under pressure: one stock for all answers, and a picture that is being cleaned up."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from threading import get_ident

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image

from shop.catalog.models import Sku, SpecField
from shop.core.errors import InvalidInput
from shop.inventory.errors import OutOfStock
from shop.inventory.models import Reservation, StockItem
from shop.orders.lines import LineData
from shop.orders.models import Order, OrderPicture
from shop.orders.operations import remove_unordered_pictures, store_picture
from shop.orders.operations.pictures import KEPT_FOR
from tests.factories import NOW
from tests.factories.catalog import ask, made_to_order
from tests.factories.customers import CustomerFactory
from tests.factories.inventory import stock_of, stocked_sku
from tests.factories.orders import place
from tests.races.stage import meet

Breaches = Callable[[], list[str]]


def crate(units: int) -> tuple[Sku, SpecField]:
    sku = stocked_sku(product=made_to_order(), units=units, price_fen=100)
    return sku, ask(sku.product, is_required=False)


def test_lines_with_different_answers_share_the_last_units(breaches: Breaches) -> None:
    sku, words = crate(3)

    def buy() -> Order:
        lines = [LineData(sku.pk, 1, {str(words.pk): text}) for text in ("霜", "雪")]
        return place(lines=lines, expected_total_fen=200)

    met = meet(buy, buy, after='UPDATE "inventory_stockitem"')

    assert isinstance(met.first, Order)
    assert isinstance(met.second, OutOfStock)
    assert met.waited
    assert stock_of(sku) == (3, 2)
    assert breaches() == []


def test_the_control_looking_first_sells_the_last_units_twice() -> None:
    sku, words = crate(3)

    @transaction.atomic
    def careless() -> None:
        row = StockItem.objects.get(pk=sku.pk)
        if row.available < 2:
            raise OutOfStock(sku_id=sku.pk, available=row.available)
        row.reserved += 2
        row.save()
        Reservation.objects.create(
            stock=row, sku=sku, reference=f"{words.pk}-{get_ident()}", quantity=2, expires_at=NOW
        )

    met = meet(careless, careless, after='FROM "inventory_stockitem"')

    assert (met.first, met.second, met.waited) == (None, None, False)
    assert (stock_of(sku), Reservation.objects.count()) == ((3, 2), 2)  # 4 of 3 are promised


def upload() -> SimpleUploadedFile:
    data = BytesIO()
    Image.new("RGB", (4, 4)).save(data, "PNG")
    return SimpleUploadedFile("a.png", data.getvalue())


def test_a_picture_is_ordered_or_cleaned_up_never_both(breaches: Breaches) -> None:
    sku = stocked_sku(product=made_to_order(), price_fen=100)
    photo = ask(sku.product, "picture", "照片")
    customer = CustomerFactory()
    late = NOW + KEPT_FOR + timedelta(days=1)

    def ordering(picture: OrderPicture) -> Callable[[], Order]:
        lines = [LineData(sku.pk, 1, {str(photo.pk): str(picture.public_id)})]
        return lambda: place(lines=lines, expected_total_fen=100, customer=customer, at=late)

    kept = store_picture(customer=customer, upload=upload(), at=NOW)
    met = meet(ordering(kept), lambda: remove_unordered_pictures(at=late), after='UPDATE "orders_orderpicture"')
    assert isinstance(met.first, Order)
    assert (met.second, met.waited) == (0, True)
    assert OrderPicture.objects.get().file.storage.exists(kept.file.name)

    gone = store_picture(customer=customer, upload=upload(), at=NOW)
    met = meet(lambda: remove_unordered_pictures(at=late), ordering(gone), after='DELETE FROM "orders_orderpicture"')
    assert met.first == 1
    assert isinstance(met.second, InvalidInput)
    assert Order.objects.count() == 1
    assert stock_of(sku) == (10, 1)
    assert breaches() == []


def test_the_control_looking_first_orders_with_a_picture_that_is_gone() -> None:
    customer = CustomerFactory()
    late = NOW + KEPT_FOR + timedelta(days=1)
    kept = store_picture(customer=customer, upload=upload(), at=NOW)

    @transaction.atomic
    def careless() -> OrderPicture:
        picture = OrderPicture.objects.get(pk=kept.pk)
        OrderPicture.objects.filter(pk=picture.pk).update(ordered_at=late)
        return picture

    met = meet(careless, lambda: remove_unordered_pictures(at=late), after='FROM "orders_orderpicture"')

    assert (met.first, met.second, met.waited) == (kept, 1, False)
    assert not kept.file.storage.exists(kept.file.name)
