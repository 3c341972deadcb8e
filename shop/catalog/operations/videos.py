"""Put videos into the house, and take them out. Which product shows which is content and belongs to its draft."""

import shutil
import tempfile
from functools import partial
from pathlib import Path, PurePath
from typing import Any
from uuid import uuid4

from django.core.files import File
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from shop.catalog.errors import VideoInUse
from shop.catalog.events import VideosChanged
from shop.catalog.models import Product, Video
from shop.catalog.transcoding import ffmpeg, transcode
from shop.catalog.videos import MAX_VIDEO_BYTES, SOURCE, check_captions, media_type_of
from shop.core import audit, events
from shop.core.errors import InvalidInput, NotFound
from shop.core.models import Job
from shop.core.operations.jobs import start_job
from shop.core.references import references_to

CONVERT_JOB = "catalog.convert_video"

_EXTENSIONS = {"video/mp4": "mp4", "video/webm": "webm", SOURCE: "mov"}


@transaction.atomic
def add_video(*, by: Any, title: str, file: Any, captions: Any = None) -> Video:
    """Store a film that browsers play, under a name that says nothing, and convert it in the background where there is
    ffmpeg; then also one that browsers play only afterwards. ``InvalidInput`` for anything else.
    """
    title = " ".join(title.split())
    if not 1 <= len(title) <= 80:
        raise InvalidInput(_("A title has 1 to 80 characters."), field="title")
    if file.size > MAX_VIDEO_BYTES:
        raise InvalidInput(
            _("A video has at most %(size)s MB. Export it smaller, or shorter.")
            % {"size": MAX_VIDEO_BYTES // 1024 // 1024},
            field="file",
        )
    can_convert = ffmpeg() is not None
    media_type = media_type_of(file, is_converted=can_convert)
    if captions:
        check_captions(captions)
    name = uuid4().hex
    video = Video(title=title, media_type=media_type, created_by=by)
    video.file.save(f"{name}.{_EXTENSIONS[media_type]}", File(file), save=False)
    if captions:
        video.captions.save(f"{name}.vtt", File(captions), save=False)
    video.save()
    if can_convert:
        _convert(video, by=by)
    audit.record(by=by, action="catalog.add_video", subject=video, data={"title": title, "bytes": file.size})
    return video


@transaction.atomic
def convert_again(*, by: Any, video_id: int) -> None:
    """Try once more to convert a video. ``InvalidInput`` where there is no ffmpeg, or while it is being converted."""
    video = Video.objects.select_for_update(no_key=True, of=("self",)).select_related("job").filter(pk=video_id).first()
    if video is None:
        raise NotFound
    if ffmpeg() is None:
        raise InvalidInput(_("This server has no program that converts films (ffmpeg)."))
    if video.converted or (video.job and not video.job.is_over):
        raise InvalidInput(_("This film is converted already, or is just being converted."))
    _convert(video, by=by)
    audit.record(by=by, action="catalog.convert_video", subject=video, data={"title": video.title})


def _convert(video: Video, *, by: Any) -> None:
    video.job = start_job(by=by, kind=CONVERT_JOB, params={"video_id": video.pk}, total_count=100)
    video.save(update_fields=["job"])


def run_conversion(job: Job) -> None:
    """Runner of the job; it begins anew when it is taken up again, since half a film is none."""
    video = Video.objects.filter(pk=job.params["video_id"], converted="").first()
    if video is None:
        return
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder, "source"), Path(folder, "film.mp4")
        with video.file.open("rb") as stored, source.open("wb") as copy:
            shutil.copyfileobj(stored, copy)
        transcode(
            source,
            target,
            is_webm=video.media_type == "video/webm",
            tell=lambda percent: job.advance(done_count=percent),
        )
        # Some films are as small as they get.
        if video.is_ready and target.stat().st_size >= source.stat().st_size:
            return
        _keep(job, video, target)


def _keep(job: Job, video: Video, target: Path) -> None:
    with target.open("rb") as film:
        name = video.converted.field.generate_filename(video, f"{uuid4().hex}.mp4")
        name = video.converted.storage.save(name, File(film))
    try:
        with transaction.atomic():
            job.advance(done_count=100)
            if not Video.objects.filter(pk=video.pk, converted="").update(converted=name):
                raise NotFound
            events.publish(VideosChanged())
    except Exception:
        video.converted.storage.delete(name)
        raise


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
    files = [
        partial(field.storage.delete, str(field.name))
        for field in (video.file, video.captions, video.converted)
        if field
    ]
    video.delete()
    for delete in files:
        transaction.on_commit(delete, robust=True)
