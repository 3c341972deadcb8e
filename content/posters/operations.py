"""Ask for posters, render them, and have them rendered again when what they show changed."""

import time
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import F, Model, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from PIL import Image

from content.posters.enums import PosterState
from content.posters.models import Poster
from content.posters.rendering.layout import PHOTO_HEIGHT, WIDTH, encode, render
from content.posters.rules import content_hash, retry_delay_seconds
from content.posters.style import brand_style
from content.posters.subjects import subject_of
from shop.core.tasks import enqueue
from shop.customers.models import Customer
from shop.social.models import Campaign, ShortLink
from shop.social.operations import create_link

log = structlog.get_logger(__name__)

# Twice the width of a list's picture, for dense screens.
THUMBNAIL = (144, 256)
FOLDER = "posters"
ORPHANED_AFTER = timedelta(days=1)


@transaction.atomic
def request_poster(
    *,
    by: Any,
    target: Model,
    at: datetime,
    sharer: Customer | None = None,
    campaign: Campaign | None = None,
) -> Poster:
    """The poster of a product or story for this sharer and campaign; made if there is none, else the same one.

    Rendering starts after the commit, by a worker; the sweep finds it if the broker is down.
    """
    link = create_link(by=by, target=target, medium=ShortLink.Medium.POSTER, at=at, sharer=sharer, campaign=campaign)
    return poster_of_link(by=by, link=link, at=at)


@transaction.atomic
def poster_of_link(*, by: Any, link: ShortLink, at: datetime) -> Poster:
    """The poster whose code is that of ``link``; made if there is none, else the same one."""
    poster, created = Poster.objects.get_or_create(
        link=link, defaults={"requested_at": at, "retry_at": at, "created_by": by}
    )
    if created:
        _enqueue([poster.pk])
    return poster


@transaction.atomic
def refresh_posters(posters: QuerySet[Poster], *, at: datetime) -> int:
    """Have posters rendered again (price, picture or brand changed). What is unchanged is not drawn anew."""
    ids = list(posters.values_list("pk", flat=True))
    Poster.objects.filter(pk__in=ids).update(
        state=PosterState.QUEUED, version=F("version") + 1, attempts=0, error="", retry_at=at
    )
    _enqueue(ids)
    return len(ids)


def posters_of(model: type[Model], object_ids: list[int]) -> QuerySet[Poster]:
    """Posters whose link leads to one of these objects."""
    content_type = ContentType.objects.get_for_model(model)
    return Poster.objects.filter(link__content_type=content_type, link__object_id__in=object_ids)


def render_poster(*, poster_id: int, at: datetime) -> bool:
    """Render one poster and store the file. True if it is ready afterwards.

    Claimed by a conditional update, so two workers never draw the same one; a worker that died is replaced
    after a minute. A failure is kept with its reason and tried again, five times in all; a death counts as one,
    since the attempt is counted when it begins.
    """
    stale = Q(state=PosterState.RENDERING, retry_at__lt=at - Poster.STALE_AFTER)
    waiting = stale | Q(state=PosterState.QUEUED) | Q(state=PosterState.FAILED)
    if not Poster.objects.filter(waiting, pk=poster_id, attempts__lt=Poster.MAX_ATTEMPTS).update(
        state=PosterState.RENDERING, retry_at=at, attempts=F("attempts") + 1
    ):
        return False
    poster = Poster.objects.select_related("link__content_type").get(pk=poster_id)
    try:
        _render(poster, at)
    except Exception as error:  # whatever it was, staff see it on the poster, and the sweep tries again
        log.exception("poster_failed", poster_id=poster_id)
        Poster.objects.filter(pk=poster_id, version=poster.version).update(
            state=PosterState.FAILED,
            error=(str(error) or type(error).__name__)[:300],
            retry_at=at + timedelta(seconds=retry_delay_seconds(poster.attempts)),
        )
        return False
    return True


def _render(poster: Poster, at: datetime) -> None:
    started = time.perf_counter()
    subject = subject_of(poster.link, at=at)
    style, logo_image = brand_style()
    fingerprint = content_hash(subject.content, style, picture=_image_key(subject.image), logo=_image_key(logo_image))
    values: dict[str, Any] = {"state": PosterState.READY, "attempts": 0, "error": "", "rendered_at": timezone.now()}
    old_files = [poster.file.name, poster.thumbnail.name]
    if fingerprint != poster.content_hash or not all(old_files):
        photo = _open(subject.image, f"fill-{WIDTH}x{PHOTO_HEIGHT}|format-jpeg|jpegquality-92")
        logo = _open(logo_image, "max-192x192|format-png")
        drawn = render(subject.content, style, photo=photo, logo=logo)
        name = f"{FOLDER}/{poster.link.code}-{fingerprint[:12]}"
        values["file"] = _store(f"{name}.jpg", drawn)
        drawn.thumbnail(THUMBNAIL)
        values["thumbnail"] = _store(f"{name}-small.jpg", drawn)
        values["content_hash"] = fingerprint
        values["render_ms"] = round((time.perf_counter() - started) * 1000)
    # A wish that came while drawing raised the version: the poster stays queued and is drawn again.
    done = Poster.objects.filter(pk=poster.pk, version=poster.version).update(**values)
    new_files = [values[field] for field in ("file", "thumbnail") if field in values]
    if new_files:
        spent, kept = (old_files, new_files) if done else (new_files, old_files)
        for name in set(spent) - set(kept) - {""}:
            default_storage.delete(name)


def _store(name: str, image: Image.Image) -> str:
    """Save under exactly this name if that can be: the same content always has the same one."""
    if default_storage.exists(name):
        default_storage.delete(name)
    return default_storage.save(name, ContentFile(encode(image)))


def _image_key(image: Any) -> str:
    """The picture as drawn: its file and focal point."""
    return f"{image.file.name}:{image.get_focal_point()}" if image else ""


def _open(image: Any, spec: str) -> Image.Image | None:
    """A rendition of a library picture (cropped to its focal point by Wagtail), loaded."""
    if image is None:
        return None
    with image.get_rendition(spec).file.open("rb") as file, Image.open(file) as opened:
        opened.load()
        return opened.copy()


def retry_poster(*, by: Any, poster: Poster, at: datetime) -> int:
    """Try a poster again by hand, whatever its state."""
    return refresh_posters(Poster.objects.filter(pk=poster.pk), at=at)


def due_posters(*, at: datetime, limit: int = 100) -> list[int]:
    """Ids of posters that wait for nobody: lost messages, dead workers, failures to try again."""
    return list(
        Poster.objects.filter(
            Q(state=PosterState.QUEUED, retry_at__lte=at - timedelta(seconds=5))
            | Q(state=PosterState.RENDERING, retry_at__lt=at - Poster.STALE_AFTER)
            | Q(state=PosterState.FAILED, retry_at__lte=at),
            attempts__lt=Poster.MAX_ATTEMPTS,
        )
        .order_by("retry_at")
        .values_list("pk", flat=True)[:limit]
    )


def give_up_on_posters(*, at: datetime) -> int:
    """Mark those failed whose drawing ended its worker each time, so that a person sees them. Returns how many."""
    dead = Poster.objects.filter(
        state=PosterState.RENDERING, retry_at__lt=at - Poster.STALE_AFTER, attempts__gte=Poster.MAX_ATTEMPTS
    )
    return dead.update(
        state=PosterState.FAILED, error=_("The worker stopped while drawing it, each time it was tried.")
    )


def remove_orphans(*, at: datetime) -> int:
    """Delete pictures that no poster names: of a worker that died between storing and noting. Returns how many.

    What is younger than a day may just be on its way.
    """
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return 0
    found = {f"{FOLDER}/{name}" for name in names}
    known = {name for row in Poster.objects.values_list("file", "thumbnail") for name in row}
    orphans = [name for name in sorted(found - known) if default_storage.get_modified_time(name) <= at - ORPHANED_AFTER]
    for name in orphans:
        default_storage.delete(name)
    return len(orphans)


def _enqueue(poster_ids: list[int]) -> None:
    from content.posters.tasks import render_poster as task

    def send() -> None:
        for poster_id in poster_ids:
            enqueue(task, poster_id)

    transaction.on_commit(send)
