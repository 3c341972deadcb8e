"""Videos: known by their content, shown without starting by themselves, removed with their files."""

import sys
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from shop.catalog.errors import VideoInUse
from shop.catalog.models import Product, Video
from shop.catalog.operations import add_video, change_video, convert_again, remove_video
from shop.catalog.videos import MAX_VIDEO_BYTES, media_type_of
from shop.core.errors import InvalidInput
from shop.core.models import Job
from shop.core.operations import jobs
from tests.factories.catalog import ProductFactory, make_sku
from tests.factories.staff import member

pytestmark = pytest.mark.django_db

CAPTIONS = b"WEBVTT\n\n00:00.000 --> 00:02.000\n\xe9\x9c\x9c\xe9\x99\x8d\n"


def box(name: bytes, content: bytes = b"") -> bytes:
    return (len(content) + 8).to_bytes(4, "big") + name + content


def mp4(codec: bytes = b"avc1", handler: bytes = b"vide", *, moov_last: bool = True) -> bytes:
    index = box(b"moov", box(b"hdlr", b"\0" * 8 + handler) + box(b"stsd", b"\0" * 8 + codec))
    data = box(b"mdat", b"\0" * 5000)
    return box(b"ftyp", b"isom\0\0\0\0") + (data + index if moov_last else index + data)


def webm(codec: bytes = b"V_VP9") -> bytes:
    return b"\x1a\x45\xdf\xa3\x9fB\x82\x84webm" + b"\0" * 100 + codec + b"\0" * 100


def upload(content: bytes, name: str = "film.mp4") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


@pytest.fixture(autouse=True)
def _media(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.FFMPEG = "no-such-program"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (mp4(), "video/mp4"),
        (mp4(moov_last=False), "video/mp4"),
        (mp4(b"av01"), "video/mp4"),
        (webm(), "video/webm"),
        (webm(b"V_AV1"), "video/webm"),
    ],
)
def test_a_film_is_known_by_its_content(content: bytes, expected: str) -> None:
    assert media_type_of(BytesIO(content)) == expected


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"not a film",
        b"<svg onload=alert(1)>",
        mp4(b"hvc1"),
        mp4(handler=b"soun"),
        mp4()[:-20],
        webm(b"V_THEORA"),
        box(b"ftyp", b"isom") + b"\0\0\0\1mdat",
        box(b"ftyp", b"isom") + b"\0\0\0\4moov",
        b"\x1a\x45\xdf\xa3 matroska",
    ],
)
def test_what_browsers_do_not_play_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInput) as refusal:
        add_video(by=None, title="霜", file=upload(content))

    assert refusal.value.field == "file"
    assert not Video.objects.exists()
    assert not list(Path(default_storage.location).rglob("*.*"))


def test_too_large_a_film_is_refused_before_it_is_read() -> None:
    file = upload(b"")
    file.size = MAX_VIDEO_BYTES + 1

    with pytest.raises(InvalidInput, match="100 MB"):
        add_video(by=None, title="霜", file=file)


@pytest.mark.parametrize("content", [b"", b"1\n00:00 --> 00:01", b"WEBVTT\n\nno times", b"WEBVTT\xff\xfe -->"])
def test_captions_are_webvtt(content: bytes) -> None:
    with pytest.raises(InvalidInput) as refusal:
        add_video(by=None, title="霜", file=upload(mp4()), captions=upload(content, "c.vtt"))

    assert refusal.value.field == "captions"
    assert not Video.objects.exists()


def test_a_film_gets_a_name_that_says_nothing(django_capture_on_commit_callbacks: Any) -> None:
    video = add_video(by=None, title=" 霜  降 ", file=upload(webm(), "../x.php"), captions=upload(CAPTIONS, "c.vtt"))

    assert (video.title, video.media_type) == ("霜 降", "video/webm")
    assert video.file.name.startswith("videos/")
    assert video.file.name.endswith(".webm")
    former = video.captions.name
    with django_capture_on_commit_callbacks(execute=True):
        changed = change_video(by=None, video_id=video.pk, title="霜降", captions=upload(CAPTIONS, "d.vtt"))
    assert changed.captions.name != former
    assert not default_storage.exists(former)
    assert default_storage.exists(changed.captions.name)


def test_a_film_that_a_product_shows_stays_and_goes_with_its_files(django_capture_on_commit_callbacks: Any) -> None:
    video = add_video(by=None, title="霜降", file=upload(mp4()), captions=upload(CAPTIONS, "c.vtt"))
    product = ProductFactory(title="苹果", video=video)
    with pytest.raises(VideoInUse, match="苹果"):
        remove_video(by=None, video_id=video.pk)
    assert default_storage.exists(video.file.name)

    Product.objects.filter(pk=product.pk).update(video=None)
    with django_capture_on_commit_callbacks(execute=True):
        remove_video(by=None, video_id=video.pk)
    assert not Video.objects.exists()
    assert default_storage.listdir("videos") == ([], [])


def test_the_page_shows_it_with_controls_and_does_not_start_it(client: Client) -> None:
    product = make_sku().product
    video = add_video(by=None, title="霜降", file=upload(mp4()), captions=upload(CAPTIONS, "c.vtt"))
    Product.objects.filter(pk=product.pk).update(video=video)

    page = client.get(product.get_absolute_url()).content.decode()
    told = client.get(f"/api/v1/products/{product.slug}/").json()["video"]

    assert '<video controls playsinline preload="none"' in page
    assert f'<source src="{video.file.url}" type="video/mp4">' in page
    assert f'<track kind="captions" src="{video.captions.url}"' in page
    assert "autoplay" not in page
    assert told == {
        "title": "霜降",
        "url": video.file.url,
        "media_type": "video/mp4",
        "captions_url": video.captions.url,
        "poster": None,
    }


def test_a_draft_holds_the_film_until_it_is_published(client: Client) -> None:
    product = ProductFactory()
    product.video = add_video(by=None, title="霜降", file=upload(mp4()))
    revision = product.save_revision()

    assert Product.objects.get(pk=product.pk).video is None
    revision.publish()
    assert Product.objects.get(pk=product.pk).video_id == product.video.pk


def test_it_is_uploaded_where_it_is_chosen_by_those_who_may(client: Client) -> None:
    address = reverse("video_chooser:create")
    form = {"title": "霜降", "file": upload(mp4())}
    client.force_login(member("Warehouse"))
    client.post(address, form)
    assert not Video.objects.exists()

    client.force_login(member("Editor"))
    refused = client.post(address, {"title": "霜降", "file": upload(b"no film")})
    assert "浏览器播放不了这个视频" in refused.json()["htmlFragment"]
    assert client.post(address, {"title": "霜降", "file": upload(mp4())}).json()["step"] == "chosen"
    assert Video.objects.get().created_by is not None


def test_the_list_renames_and_removes(client: Client, django_capture_on_commit_callbacks: Any) -> None:
    client.force_login(member("Editor"))
    video = add_video(by=None, title="霜降", file=upload(mp4()))
    here = reverse("video_desk:video", args=[video.pk])

    assert "霜降" in client.get(reverse("video_desk:list")).content.decode()
    client.post(here, {"title": "头场霜", "captions": upload(CAPTIONS, "c.vtt")})
    video.refresh_from_db()
    assert (video.title, bool(video.captions)) == ("头场霜", True)
    assert client.post(here, {"title": "", "captions": ""}).status_code == 422
    assert "头场霜" in client.get(here).content.decode()
    client.post(here, {"remove": "1"})
    assert not Video.objects.exists()


def test_the_list_has_an_upload_of_its_own(client: Client) -> None:
    here = reverse("video_desk:add")
    client.force_login(member("Editor"))
    assert f'href="{here}"' in client.get(reverse("video_desk:list")).content.decode()

    assert client.post(here, {"title": "霜降", "file": upload(b"no film")}).status_code == 422
    assert not Video.objects.exists()
    answer = client.post(here, {"title": "霜降", "file": upload(mp4()), "captions": upload(CAPTIONS, "c.vtt")})

    video = Video.objects.get()
    assert answer.url == reverse("video_desk:video", args=[video.pk])
    assert (video.title, bool(video.captions), video.created_by is not None) == ("霜降", True, True)


# --- Converting ---------------------------------------------------------------------------------------------
_FFMPEG = """#!{python}
import sys, time
print("  Duration: 00:00:10.00, start: 0.000000", file=sys.stderr, flush=True)
source, target = sys.argv[sys.argv.index("-i") + 1], sys.argv[-1]
for second in range(0, 11, 5):
    print(f"out_time_us={{second * 1000000}}\\nprogress=continue", flush=True)
{ending}
"""


@pytest.fixture
def with_ffmpeg(tmp_path: Path, settings: Any) -> Any:
    """Stand in for ffmpeg: tells its progress as it does, and ends as it is told to."""

    def install(ending: str = 'open(target, "wb").write(open(source, "rb").read()[:100])') -> None:
        program = tmp_path / "ffmpeg"
        program.write_text(_FFMPEG.format(python=sys.executable, ending=ending))
        program.chmod(0o700)
        settings.FFMPEG = str(program)

    return install


def test_without_ffmpeg_a_film_is_played_as_it_was_uploaded() -> None:
    video = add_video(by=None, title="霜", file=upload(mp4()))

    assert (video.job, video.is_ready, video.playable, video.playable_type) == (None, True, video.file, "video/mp4")
    with pytest.raises(InvalidInput, match="ffmpeg"):
        convert_again(by=None, video_id=video.pk)


@pytest.mark.parametrize("content", [mp4(), mp4(b"hvc1"), webm(), mp4().replace(b"isom", b"qt  ")])
def test_a_film_is_converted_by_a_job_that_tells_how_far_it_is(
    content: bytes, with_ffmpeg: Any, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    with_ffmpeg()
    heard: list[int] = []
    advance = Job.advance
    monkeypatch.setattr(Job, "advance", lambda job, **told: (heard.append(told["done_count"]), advance(job, **told)))
    video = add_video(by=None, title="霜", file=upload(content))
    product = make_sku().product
    Product.objects.filter(pk=product.pk).update(video=video)
    plays_at_once = content in {mp4(), webm()}
    assert video.job is not None
    assert video.is_ready is plays_at_once
    assert ("<video" in client.get(product.get_absolute_url()).text) is plays_at_once
    assert (client.get(f"/api/v1/products/{product.slug}/").json()["video"] is not None) is plays_at_once

    assert jobs.run(job_id=video.job.pk)
    video.refresh_from_db()

    assert (video.job.state, video.job.percent, heard) == ("done", 100, [0, 50, 99, 100])
    assert (video.is_ready, video.playable, video.playable_type) == (True, video.converted, "video/mp4")
    assert video.converted.read() == content[:100]
    video.converted.close()
    assert video.converted.url in client.get(product.get_absolute_url()).text
    with pytest.raises(InvalidInput):
        convert_again(by=None, video_id=video.pk)


def test_a_film_that_would_not_get_smaller_stays(with_ffmpeg: Any) -> None:
    with_ffmpeg('open(target, "wb").write(open(source, "rb").read())')
    video = add_video(by=None, title="霜", file=upload(mp4()))

    jobs.run(job_id=video.job.pk)
    video.refresh_from_db()

    assert (video.job.state, bool(video.converted), video.is_ready) == ("done", False, True)
    assert len(default_storage.listdir("videos")[1]) == 1


@pytest.mark.parametrize("ending", ["sys.exit(1)", "pass"])
def test_a_film_that_cannot_be_converted_says_so_and_is_tried_again(
    ending: str, with_ffmpeg: Any, client: Client
) -> None:
    with_ffmpeg(ending)
    video = add_video(by=None, title="霜", file=upload(mp4(b"hvc1")))
    jobs.run(job_id=video.job.pk)
    video.refresh_from_db()
    client.force_login(member("Editor"))
    page = client.get(reverse("video_desk:video", args=[video.pk])).text

    assert (video.job.state, bool(video.converted), video.is_ready) == ("failed", False, False)
    assert video.job.error in page
    assert "<video" not in page

    with_ffmpeg()
    client.post(reverse("video_desk:video", args=[video.pk]), {"convert": "1"})
    video.refresh_from_db()
    jobs.run(job_id=video.job.pk)
    video.refresh_from_db()
    assert (video.job.state, video.is_ready) == ("done", True)


def test_a_film_that_was_removed_meanwhile_leaves_no_file(with_ffmpeg: Any) -> None:
    with_ffmpeg()
    video = add_video(by=None, title="霜", file=upload(mp4()))
    job_id = video.job.pk
    remove_video(by=None, video_id=video.pk)

    assert jobs.run(job_id=job_id)
    assert Job.objects.get(pk=job_id).state == "done"
    assert all(not name.endswith(".mp4") or "videos" not in name for name in default_storage.listdir("")[1])


def test_a_stopped_conversion_ends_the_program(with_ffmpeg: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with_ffmpeg("time.sleep(60)")
    video = add_video(by=None, title="霜", file=upload(mp4()))
    advance = Job.advance

    def stop_half_way(job: Job, **told: Any) -> None:
        advance(job, **told)
        if told["done_count"] == 50:
            jobs.stop_job(job=job)

    monkeypatch.setattr(Job, "advance", stop_half_way)

    jobs.run(job_id=video.job.pk)
    video.refresh_from_db()

    assert (video.job.state, bool(video.converted)) == ("stopped", False)
