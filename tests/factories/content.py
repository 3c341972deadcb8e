"""Pictures and stories."""

import uuid
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.images import ImageFile
from django.utils.html import escape
from PIL import Image
from wagtail import blocks

from content.blocks.blocks import StoryBlocks
from content.blocks.choosers import (
    EventChooserBlock,
    FilmChooserBlock,
    PersonChooserBlock,
    PictureChooserBlock,
    ProductChooserBlock,
)
from content.courses.models import CoursePage
from content.media.models import BrandDocument, BrandImage
from content.pasting.models import PastedText
from content.pasting.operations import take_in
from content.stories.models import HomePage, StoryIndexPage, StoryPage
from shop.catalog.models import Video
from tests.factories.events import make_event
from tests.factories.staff import member


def picture_file(
    name: str = "apple.png", *, size: tuple[int, int] = (60, 40), colour: str = "#a8322a", kind: str = "PNG"
) -> ImageFile:
    """An upload of one colour."""
    data = BytesIO()
    Image.new("RGB", size, colour).save(data, kind)
    data.seek(0)
    return ImageFile(data, name=name)


def make_image(**fields: Any) -> BrandImage:
    """A picture of the library."""
    fields = {"title": "苹果", "file": picture_file(), **fields}
    image: BrandImage = BrandImage.objects.create(**fields)
    return image


def block(kind: str, value: Any) -> dict[str, Any]:
    """A block as the database stores it."""
    return {"type": kind, "value": value, "id": str(uuid.uuid4())}


def items(*values: Any) -> list[dict[str, Any]]:
    """Rows of a list block as the database stores them."""
    return [block("item", value) for value in values]


def card(product: Any, line: str = "") -> dict[str, Any]:
    """A product card."""
    return block("product", {"product": getattr(product, "pk", product), "line": line})


def make_story(*blocks: dict[str, Any], publish: bool = True, **fields: Any) -> StoryPage:
    """A story under the list of stories that every fresh site has; published unless told otherwise."""
    parent = StoryIndexPage.objects.get()
    fields = {"title": "头一场霜", "slug": f"frost-{parent.get_children().count()}", "live": False, **fields}
    story: StoryPage = parent.add_child(instance=StoryPage(**fields))
    story.body = story.body.stream_block.to_python(list(blocks))
    revision = story.save_revision()
    if publish:
        revision.publish()
    return StoryPage.objects.get(pk=story.pk)


def make_course(product: Any, *titles: str, publish: bool = True, **fields: Any) -> CoursePage:
    """Paid content behind a product, with a chapter of one paragraph for each title."""
    home = HomePage.objects.get()
    fields = {"title": "剪枝十讲", "slug": f"course-{home.get_children().count()}", "live": False, **fields}
    page: CoursePage = home.add_child(instance=CoursePage(product=product, **fields))
    page.chapters = page.chapters.stream_block.to_python(
        [
            block("chapter", {"title": title, "line": "", "body": [block("text", f"<p>秘诀：{title}</p>")]})
            for title in titles or ("第一讲", "第二讲")
        ]
    )
    revision = page.save_revision()
    if publish:
        revision.publish()
    return CoursePage.objects.get(pk=page.pk)


def pasted_text(html: str = "<p>夜里。</p>", **fields: Any) -> PastedText:
    """A text on its way to a draft."""
    values = {"by": member("Editor"), "parent": StoryIndexPage.objects.get(), "html": html, **fields}
    return take_in(**values)


def make_document(**fields: Any) -> BrandDocument:
    """A document of the library."""
    fields = {"title": "检测报告", "file": ContentFile(b"%PDF-1.4", name="report.pdf"), **fields}
    document: BrandDocument = BrandDocument.objects.create(**fields)
    return document


def filled(block_def: Any, *, text: str = "霜", **things: Any) -> Any:
    """A value of any block as the database stores it: ``text`` in every field of words, ``things`` (image, product,
    film, event) in every chooser, numbers within their limits.
    """
    if isinstance(block_def, PictureChooserBlock):
        return things["image"].pk
    if isinstance(block_def, ProductChooserBlock):
        return things["product"].pk
    if isinstance(block_def, PersonChooserBlock):
        return things["person"].pk if "person" in things else None
    if isinstance(block_def, FilmChooserBlock):
        return things["film"].pk
    if isinstance(block_def, EventChooserBlock):
        return (things.get("event") or make_event()).pk
    if isinstance(block_def, blocks.StructBlock):
        return {name: filled(child, text=text, **things) for name, child in block_def.child_blocks.items()}
    if isinstance(block_def, blocks.ListBlock):
        count = max(1, block_def.meta.min_num or 0)
        return items(*[filled(block_def.child_block, text=text, **things) for _ in range(count)])
    if isinstance(block_def, blocks.RichTextBlock):
        return f"<p>{escape(text)}</p>"
    if isinstance(block_def, blocks.ChoiceBlock):
        return block_def.get_default()
    if isinstance(block_def, blocks.IntegerBlock):
        return 30
    if isinstance(block_def, blocks.DecimalBlock):
        return "37.26"
    return text


def every_block(*, text: str = "霜", **things: Any) -> list[dict[str, Any]]:
    """One of each kind of block that a story may have."""
    kinds = StoryBlocks().child_blocks
    return [block(name, filled(child, text=text, **things)) for name, child in kinds.items()]


def make_film(**fields: Any) -> Video:
    """A film of the library; its file is no film."""
    fields = {"title": "采摘", "media_type": "video/mp4", **fields}
    film = Video(**fields)
    film.file.save("film.mp4", ContentFile(b"film"), save=False)
    film.save()
    return film
