"""Take a text in, and write the draft of a story from it."""

from datetime import datetime
from io import BytesIO
from typing import Any
from uuid import uuid4

import willow
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils.translation import gettext
from wagtail.utils.file import hash_filelike

from content.media.forms import PictureField
from content.media.models import BrandImage
from content.pasting.errors import NotAPlace, NothingToRead, TooLarge
from content.pasting.manuscript import Figure, Manuscript, Quote, Words, plain
from content.pasting.models import PastedText
from content.pasting.pictures import Unreachable, picture_at
from content.pasting.reading import read, read_plain
from content.stories.models import StoryIndexPage, StoryPage
from content.stories.queries import free_slug
from shop.core import audit
from shop.core.errors import StaleState
from shop.core.models import Job
from shop.core.operations.jobs import start_job

WRITE_JOB = "pasting.write"
MAX_CHARACTERS = 200_000
MAX_HTML = 40_000_000
GALLERY = range(2, 10)
GALLERY_CAPTION = 60


@transaction.atomic
def take_in(
    *, by: Any, parent: StoryIndexPage, html: str = "", text: str = "", title: str = "", source: str = "", at: datetime
) -> PastedText:
    """Note a text, as HTML or else as plain text, and have a draft written from it below ``parent``.

    ``NotAPlace``, ``NothingToRead``, ``TooLarge``.
    """
    if not parent.permissions_for_user(by).can_add_subpage():
        raise NotAPlace(field="parent")
    if len(html) > MAX_HTML:
        raise TooLarge(field="text")
    manuscript = read(html) if html.strip() else read_plain(text)
    if not manuscript.pieces:
        raise NothingToRead(field="text")
    if manuscript.characters > MAX_CHARACTERS:
        raise TooLarge(field="text")
    pasted = PastedText.objects.create(
        parent=parent,
        title=title,
        source=source,
        html=html if html.strip() else "".join(piece.html for piece in manuscript.pieces if isinstance(piece, Words)),
        created_by=by,
        created_at=at,
    )
    pasted.job = start_job(
        by=by, kind=WRITE_JOB, params={"pasted_id": pasted.pk}, total_count=len(manuscript.figures) + 1
    )
    pasted.save(update_fields=["job"])
    return pasted


@transaction.atomic
def begin_again(*, by: Any, pasted: PastedText) -> Job:
    """Take up what failed, with the next picture. ``StaleState`` unless it did."""
    locked = PastedText.objects.select_for_update(of=("self",)).select_related("job").get(pk=pasted.pk)
    if locked.page_id is not None or not locked.html or (locked.job is not None and not locked.job.is_over):
        raise StaleState
    total = locked.job.total_count if locked.job else 0
    locked.job = start_job(by=by, kind=WRITE_JOB, params={"pasted_id": locked.pk}, total_count=total)
    locked.save(update_fields=["job"])
    return locked.job


def write_story(job: Job) -> None:
    """Runner: the pictures one by one, then the draft. Taken up again, it goes on with the next picture."""
    pasted = PastedText.objects.select_related("parent", "created_by").get(pk=job.params["pasted_id"])
    if pasted.page_id is not None or not pasted.html:
        return
    manuscript = read(pasted.html)
    figures = manuscript.figures
    for place in range(len(pasted.pictures), len(figures)):
        content = _content_of(figures[place])
        with transaction.atomic():
            pasted.pictures.append(_stored(content, figures[place], pasted) if content else None)
            pasted.save(update_fields=["pictures"])
            job.advance(done_count=place + 1)
    with transaction.atomic():
        page = _add_draft(pasted, manuscript)
        missing = pasted.pictures.count(None)
        job.advance(done_count=len(figures) + 1, result={"missing": missing, **manuscript.lost})
        pasted.page, pasted.html = page, ""
        pasted.save(update_fields=["page", "html"])
        audit.record(
            by=pasted.created_by,
            action="pasting.write",
            subject=page,
            data={"source": pasted.source, "pictures": len(figures) - missing, "missing": missing},
        )


def _content_of(figure: Figure) -> bytes | None:
    try:
        return picture_at(figure.address) if figure.address else None
    except Unreachable:
        return None


def _stored(content: bytes, figure: Figure, pasted: PastedText) -> int | None:
    """The picture's id in the media library, the one that is there already if it is the same; None if it is none."""
    known = BrandImage.objects.filter(file_hash=hash_filelike(BytesIO(content))).order_by("pk").first()
    if known:
        return int(known.pk)
    try:
        form = willow.Image.open(BytesIO(content)).format_name
        file = SimpleUploadedFile(f"{uuid4().hex[:12]}.{'jpg' if form == 'jpeg' else form}", content)
        PictureField().clean(file)
    except (ValidationError, OSError, ValueError, willow.image.UnrecognisedImageFormatError):
        return None
    file.seek(0)
    image = BrandImage(
        title=(figure.caption or figure.description or pasted.title or pasted.source or str(file.name))[:255],
        description=figure.description,
        source=pasted.source,
        file=file,
        uploaded_by_user=pasted.created_by,
    )
    image._set_image_file_metadata()
    image.save()
    return int(image.pk)


def _add_draft(pasted: PastedText, manuscript: Manuscript) -> StoryPage:
    title = pasted.title or manuscript.title or _first_words(manuscript)
    hero, body = _blocks(manuscript, pasted.pictures)
    page = StoryPage(
        title=title,
        slug=free_slug(title, parent=pasted.parent),
        hero_image_id=hero,
        body=body,
        live=False,
        owner=pasted.created_by,
    )
    pasted.parent.add_child(instance=page)
    page.save_revision(user=pasted.created_by, log_action=True)
    return page


def _first_words(manuscript: Manuscript) -> str:
    for piece in manuscript.pieces:
        if isinstance(piece, Words):
            return plain(piece.html)[:30]
        if isinstance(piece, Quote):
            return piece.text[:30]
    return manuscript.figures[0].caption[:30] or gettext("Untitled text")


def _blocks(manuscript: Manuscript, pictures: list[int | None]) -> tuple[int | None, list[dict[str, Any]]]:
    """The large picture, if the text begins with one, and the blocks of the body."""
    ids = iter(pictures)
    pieces: list[tuple[Any, int | None]] = [
        (piece, next(ids) if isinstance(piece, Figure) else None) for piece in manuscript.pieces
    ]
    hero = None
    if pieces and pieces[0][1] is not None:
        hero = pieces.pop(0)[1]
    blocks: list[dict[str, Any]] = []
    place = 0
    while place < len(pieces):
        piece, image = pieces[place]
        together = _together(pieces, place)
        if len(together) in GALLERY:
            items = [{"image": pk, "caption": figure.caption} for figure, pk in together]
            blocks.append(_block("gallery", {"pictures": [_block("item", item) for item in items]}))
            place += len(together)
            continue
        if isinstance(piece, Figure):
            blocks.append(_block("picture", {"image": image, "caption": piece.caption, "width": "text"}))
        elif isinstance(piece, Quote):
            blocks.append(_block("quote", {"text": piece.text, "source": ""}))
        else:
            blocks.append(_block("text", piece.html))
        place += 1
    return hero, blocks


def _together(pieces: list[tuple[Any, int | None]], place: int) -> list[tuple[Figure, int]]:
    """The pictures from here on that stand together and can be shown side by side."""
    found: list[tuple[Figure, int]] = []
    for piece, image in pieces[place:]:
        if image is None or len(piece.caption) > GALLERY_CAPTION or len(found) == GALLERY[-1]:
            break
        found.append((piece, image))
    return found


def _block(kind: str, value: Any) -> dict[str, Any]:
    return {"type": kind, "value": value, "id": str(uuid4())}
