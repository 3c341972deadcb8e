"""A poster's way: asked for, drawn, stored, drawn again when what it shows changed, tried again when it failed."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image
from wagtail.models import Page

from content.media.models import BrandImage
from content.posters import operations
from content.posters.enums import PosterState
from content.posters.models import Poster
from content.stories.models import StoryIndexPage, StoryPage
from shop.catalog import operations as catalog
from shop.catalog.models import Product, Sku
from shop.core.models import OutboxEvent
from shop.core.operations import outbox
from shop.customers.operations import create_customer
from shop.inventory import operations as inventory
from shop.promotions import operations as promotions
from shop.social.models import Campaign, ShortLink

pytestmark = pytest.mark.django_db


def picture(colour: str = "#a32b22", size: tuple[int, int] = (600, 800)) -> BrandImage:
    """Return an image of the media library."""
    buffer = BytesIO()
    Image.new("RGB", size, colour).save(buffer, "JPEG")
    buffer.seek(0)
    return BrandImage.objects.create(title="苹果", file=ImageFile(buffer, name="apple.jpg"))


def make_product(**changes: Any) -> Product:
    """Return a live product with a picture, one SKU at ¥68 and stock."""
    product = Product(title="霜后红富士", subtitle="等一场霜，再摘。", live=True, cover=picture(), **changes)
    product.full_clean()
    product.save()
    sku = catalog.create_sku(by=None, product=product, code=f"A{product.pk}", price_fen=6800)
    inventory.move_stock(by=None, sku=sku, delta=5, reason="receive")
    return product


def rendered(poster: Poster) -> Poster:
    """Render and reload."""
    assert operations.render_poster(poster_id=poster.pk, at=timezone.now())
    poster.refresh_from_db()
    return poster


def deliver_events() -> None:
    """Deliver what operations published, as a worker would."""
    for event_id in OutboxEvent.objects.filter(delivered_at=None).values_list("pk", flat=True):
        assert outbox.deliver(event_id=event_id)


def test_the_code_leads_to_the_signed_link() -> None:
    poster = rendered(operations.request_poster(by=None, target=make_product(), at=timezone.now()))
    with poster.file.open("rb") as file:
        codes = zxingcpp.read_barcodes(Image.open(file))
    assert [code.text for code in codes] == [f"http://testserver/s/{poster.link.code}/"]
    assert poster.state == PosterState.READY
    assert poster.link.medium == ShortLink.Medium.POSTER
    assert poster.render_ms is not None


def test_the_same_wish_is_the_same_poster_and_another_sharer_another() -> None:
    product, now = make_product(), timezone.now()
    campaign = Campaign.objects.create(name="霜降")
    ann, ben = create_customer(), create_customer()
    one = operations.request_poster(by=None, target=product, at=now, sharer=ann)
    assert operations.request_poster(by=None, target=product, at=now, sharer=ann).pk == one.pk
    others = {
        operations.request_poster(by=None, target=product, at=now).link.code,
        operations.request_poster(by=None, target=product, at=now, sharer=ben).link.code,
        operations.request_poster(by=None, target=product, at=now, sharer=ann, campaign=campaign).link.code,
        one.link.code,
    }
    assert len(others) == 4


def test_a_price_change_draws_it_again_and_removes_the_old_file() -> None:
    product = make_product()
    poster = rendered(operations.request_poster(by=None, target=product, at=timezone.now()))
    old_hash, old_files = poster.content_hash, [poster.file.name, poster.thumbnail.name]
    deliver_events()
    sku = Sku.objects.get()
    catalog.change_price(by=None, sku=sku, price_fen=6500, expected_fen=6800)
    deliver_events()
    poster.refresh_from_db()
    assert poster.state == PosterState.QUEUED
    rendered(poster)
    assert poster.content_hash != old_hash
    assert not any(map(default_storage.exists, old_files))
    for file, size in ((poster.file, (1080, 1920)), (poster.thumbnail, (144, 256))):
        with file.open() as stored, Image.open(stored) as picture:
            assert picture.size == size


def test_nothing_changed_is_not_drawn_again() -> None:
    poster = rendered(operations.request_poster(by=None, target=make_product(), at=timezone.now()))
    before = (poster.file.name, poster.content_hash)
    operations.refresh_posters(Poster.objects.all(), at=timezone.now())
    rendered(poster)
    assert (poster.file.name, poster.content_hash) == before


def test_a_promotion_reaches_its_posters_by_the_announcement() -> None:
    product, now = make_product(), timezone.now()
    poster = rendered(operations.request_poster(by=None, target=product, at=now))
    promotions.create_promotion(
        by=None,
        name="霜降",
        starts_at=now + timedelta(seconds=1),
        ends_at=now + timedelta(hours=1),
        items=[promotions.PromotionItemData(sku_id=Sku.objects.get().pk, price_fen=5800)],
    )
    deliver_events()
    rendered(poster) if Poster.objects.get().state != PosterState.READY else None
    before = Poster.objects.get().content_hash
    assert promotions.announce_due(at=now + timedelta(seconds=2)) == 1
    deliver_events()
    assert operations.render_poster(poster_id=poster.pk, at=now + timedelta(seconds=2))
    assert Poster.objects.get().content_hash != before


def test_a_wish_that_comes_while_drawing_is_not_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    poster = operations.request_poster(by=None, target=make_product(), at=timezone.now())
    draw = operations.render

    def draw_and_be_interrupted(*args: Any, **kwargs: Any) -> Image.Image:
        operations.refresh_posters(Poster.objects.all(), at=timezone.now())
        return draw(*args, **kwargs)

    monkeypatch.setattr(operations, "render", draw_and_be_interrupted)
    operations.render_poster(poster_id=poster.pk, at=timezone.now())
    monkeypatch.undo()
    poster.refresh_from_db()
    assert poster.state == PosterState.QUEUED
    assert rendered(poster).state == PosterState.READY


def test_a_failure_is_kept_with_its_reason_and_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    now = timezone.now()
    poster = operations.request_poster(by=None, target=make_product(), at=now)

    def broken(*args: Any, **kwargs: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(operations, "encode", broken)
    assert not operations.render_poster(poster_id=poster.pk, at=now)
    poster.refresh_from_db()
    assert (poster.state, poster.attempts, poster.error) == (PosterState.FAILED, 1, "disk full")
    assert operations.due_posters(at=now) == []
    assert operations.due_posters(at=now + timedelta(seconds=11)) == [poster.pk]
    monkeypatch.undo()
    assert rendered(poster).error == ""


def test_five_failures_wait_for_a_person() -> None:
    now = timezone.now()
    poster = operations.request_poster(by=None, target=make_product(), at=now)
    ShortLink.objects.update(object_id=10**9)
    for _attempt in range(5):
        assert not operations.render_poster(poster_id=poster.pk, at=now)
    assert operations.due_posters(at=now + timedelta(days=9)) == []
    assert not operations.render_poster(poster_id=poster.pk, at=now)
    poster.refresh_from_db()
    assert poster.attempts == 5
    operations.retry_poster(by=None, poster=poster, at=now)
    assert operations.due_posters(at=now + timedelta(seconds=6)) == [poster.pk]


def test_a_dead_worker_is_replaced_after_a_minute() -> None:
    now = timezone.now()
    poster = operations.request_poster(by=None, target=make_product(), at=now)
    Poster.objects.update(state=PosterState.RENDERING, retry_at=now)
    assert not operations.render_poster(poster_id=poster.pk, at=now + timedelta(seconds=30))
    assert operations.due_posters(at=now + timedelta(seconds=61)) == [poster.pk]
    assert operations.render_poster(poster_id=poster.pk, at=now + timedelta(seconds=61))


def test_a_poster_that_ends_its_worker_is_given_up_after_five_deaths() -> None:
    now = timezone.now()
    poster = operations.request_poster(by=None, target=make_product(), at=now)
    long_ago = now - Poster.STALE_AFTER - timedelta(seconds=1)
    Poster.objects.update(state=PosterState.RENDERING, retry_at=long_ago, attempts=4)
    assert operations.give_up_on_posters(at=now) == 0
    Poster.objects.update(attempts=5)
    assert operations.due_posters(at=now) == []
    assert not operations.render_poster(poster_id=poster.pk, at=now)
    assert operations.give_up_on_posters(at=now) == 1
    poster.refresh_from_db()
    assert poster.state == PosterState.FAILED
    assert poster.error
    operations.retry_poster(by=None, poster=poster, at=now)
    assert rendered(poster).attempts == 0


def test_an_attempt_is_counted_when_it_begins(monkeypatch: pytest.MonkeyPatch) -> None:
    poster = operations.request_poster(by=None, target=make_product(), at=timezone.now())
    seen = []

    def look(*args: Any) -> None:
        seen.append(Poster.objects.get().attempts)
        raise OSError("disk full")

    monkeypatch.setattr(operations, "encode", look)
    operations.render_poster(poster_id=poster.pk, at=timezone.now())
    assert seen == [1]
    assert Poster.objects.get().attempts == 1


def test_a_story_without_a_picture_has_a_poster_too() -> None:
    index = StoryIndexPage.objects.first() or Page.objects.get(depth=2).add_child(
        instance=StoryIndexPage(title="故事", slug="stories")
    )
    story = index.add_child(instance=StoryPage(title="等一场霜", slug="frost", standfirst="霜降之后，果子才甜。"))
    poster = rendered(operations.request_poster(by=None, target=story, at=timezone.now()))
    with poster.file.open("rb") as file:
        assert len(zxingcpp.read_barcodes(Image.open(file))) == 1


def test_a_product_without_picture_or_sku_has_a_poster_too() -> None:
    product = Product(title="新果", live=True)
    product.full_clean()
    product.save()
    poster = operations.request_poster(by=None, target=product, at=timezone.now())
    assert rendered(poster).state == PosterState.READY


def test_pictures_that_a_dead_worker_left_are_deleted_after_a_day(settings: Any, tmp_path: Path) -> None:
    # A folder of its own: every test of this worker leaves its pictures in the common one.
    settings.MEDIA_ROOT = str(tmp_path)
    poster = operations.request_poster(by=None, target=make_product(), at=timezone.now())
    poster.refresh_from_db()
    left = default_storage.save("posters/left.jpg", ContentFile(b"x"))
    now = timezone.now()

    assert operations.remove_orphans(at=now + timedelta(hours=23)) == 0
    assert operations.remove_orphans(at=now + timedelta(hours=25)) == 1

    assert not default_storage.exists(left)
    assert all(default_storage.exists(file.name) for file in (poster.file, poster.thumbnail))
