"""Put videos into the house, and take them out. Which product shows which is content and belongs to its draft."""

from functools import partial
from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.errors import VideoInUse
from shop.catalog.events import VideosChanged
from shop.catalog.models import Product, Video
from shop.catalog.videos import MAX_VIDEO_BYTES, check_captions, media_type_of
from shop.core import audit, events
from shop.core.errors import InvalidInput, NotFound
from shop.core.references import references_to

_EXTENSIONS = {"video/mp4": "mp4", "video/webm": "webm"}


@transaction.atomic
def add_video(*, by: Any, title: str, file: Any, captions: Any = None) -> Video:
    """Store a film that browsers play, under a name that says nothing. ``InvalidInput`` for anything else."""
    title = " ".join(title.split())
    if not 1 <= len(title) <= 80:
        raise InvalidInput(_("A title has 1 to 80 characters."), field="title")
    if file.size > MAX_VIDEO_BYTES:
        raise InvalidInput(
            _("A video has at most %(size)s MB. Export it smaller, or shorter.")
            % {"size": MAX_VIDEO_BYTES // 1024 // 1024},
            field="file",
        )
    media_type = media_type_of(file)
    if captions:
        check_captions(captions)
    name = uuid4().hex
    video = Video(title=title, media_type=media_type, created_by=by)
    video.file.save(f"{name}.{_EXTENSIONS[media_type]}", File(file), save=False)
    if captions:
        video.captions.save(f"{name}.vtt", File(captions), save=False)
    video.save()
    audit.record(by=by, action="catalog.add_video", subject=video, data={"title": title, "bytes": file.size})
    return video


@transaction.atomic
def change_video(*, by: Any, video_id: int, title: str, captions: Any = None) -> Video:
    """Rename a video, and give it other captions if there are any."""
    video = Video.objects.select_for_update(no_key=True).filter(pk=video_id).first()
    if video is None:
        raise NotFound
    video.title = " ".join(title.split())
    if not 1 <= len(video.title) <= 80:
        raise InvalidInput(_("A title has 1 to 80 characters."), field="title")
    if captions:
        check_captions(captions)
        former = video.captions.name
        video.captions.save(f"{PurePath(str(video.file.name)).stem}-{uuid4().hex[:8]}.vtt", File(captions), save=False)
        if former:
            transaction.on_commit(partial(video.captions.storage.delete, former), robust=True)
    video.save()
    events.publish(VideosChanged())
    audit.record(by=by, action="catalog.change_video", subject=video, data={"title": video.title})
    return video


@transaction.atomic
def remove_video(*, by: Any, video_id: int) -> None:
    """Remove a video with its files. ``VideoInUse`` while a product or a page shows it; drafts of products lose it."""
    video = Video.objects.select_for_update(no_key=True).filter(pk=video_id).first()
    if video is None:
        raise NotFound
    titles = list(Product.objects.filter(video=video).order_by("title").values_list("title", flat=True)[:5])
    if titles:
        raise VideoInUse(_("These products show it: %(names)s.") % {"names": ", ".join(titles)})
    pages = [row.title for row in references_to(video, at=timezone.now())[:5]]
    if pages:
        raise VideoInUse(_("These pages show it: %(names)s.") % {"names": ", ".join(pages)})
    audit.record(by=by, action="catalog.remove_video", subject=video, data={"title": video.title})
    files = [partial(field.storage.delete, str(field.name)) for field in (video.file, video.captions) if field]
    video.delete()
    for delete in files:
        transaction.on_commit(delete, robust=True)
