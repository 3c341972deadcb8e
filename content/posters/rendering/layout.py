"""The poster: a photo, a brand panel, words set with care, the price, and the code.

``TEMPLATE_VERSION`` is part of every poster's content hash: raise it when the drawing changes, and all
posters are rendered again.
"""

from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageDraw, ImageOps

from shop.core.drawing.fonts import sans, serif
from shop.core.drawing.qr import qr_code
from shop.core.drawing.text import Font, draw_lines, wrap

TEMPLATE_VERSION = 1
WIDTH, HEIGHT = 1080, 1920
PHOTO_HEIGHT = 1260
MARGIN = 84
QR_SIZE = 272

Colour = tuple[int, int, int]


@dataclass(frozen=True, kw_only=True)
class PosterStyle:
    """What the brand kit says: colours, the heading face and the brand's words."""

    brand_name: str
    slogan: str
    paper: Colour
    ink: Colour
    muted: Colour
    brand: Colour
    price: Colour
    serif_headings: bool = True


@dataclass(frozen=True, kw_only=True)
class PosterContent:
    """The words on a poster. Prices are texts such as ``¥68``; empty when there is none."""

    kicker: str
    title: str
    line: str
    price: str
    price_suffix: str
    reference_price: str
    price_note: str
    call: str
    url: str


def hex_colour(text: str) -> Colour:
    """``#c0392b`` → (192, 57, 43)."""
    value = text.lstrip("#")
    return int(value[0:2], 16), int(value[2:4], 16), int(value[4:6], 16)


def render(
    content: PosterContent, style: PosterStyle, *, photo: Image.Image | None, logo: Image.Image | None
) -> Image.Image:
    """Draw a poster of 1080 × 1920 pixels. ``photo`` should be cropped to its focal point already."""
    poster = Image.new("RGB", (WIDTH, HEIGHT), style.paper)
    draw = ImageDraw.Draw(poster)
    if photo is not None:
        poster.paste(ImageOps.fit(photo.convert("RGB"), (WIDTH, PHOTO_HEIGHT)), (0, 0))
    else:
        _plain_photo(draw, style)
    _brand_mark(poster, draw, style, logo)
    text_width = WIDTH - 2 * MARGIN
    y = PHOTO_HEIGHT + 64
    if content.kicker:
        y = draw_lines(draw, [content.kicker], at=(MARGIN, y), font=sans(30, 500), fill=style.brand, leading=1.5) + 8
    title_font, lines = _fit_title(content.title, style, text_width)
    y = draw_lines(draw, lines, at=(MARGIN, y), font=title_font, fill=style.ink, leading=1.32)
    body_width = text_width - QR_SIZE - 56
    line_font = sans(34, 400)
    # What is left beside the code decides how many lines of the subtitle there are.
    room = HEIGHT - 84 - (150 if content.price else 20) - y - 18
    max_lines = max(0, min(3, int(room // (34 * 1.6))))
    if content.line and max_lines:
        draw_lines(
            draw,
            wrap(content.line, line_font, body_width, max_lines=max_lines),
            at=(MARGIN, y + 14),
            font=line_font,
            fill=style.muted,
            leading=1.6,
        )
    if content.price:
        _price(draw, content, style)
    _code(poster, draw, content, style)
    return poster


def _fit_title(title: str, style: PosterStyle, width: int) -> tuple[Font, list[str]]:
    """The largest size at which the title takes at most two lines; the smallest one is cut."""
    for size in (84, 74, 64, 56):
        font = serif(size) if style.serif_headings else sans(size, 600)
        lines = wrap(title, font, width, max_lines=9)
        if len(lines) == 1 or (len(lines) == 2 and size <= 74):
            return font, lines
    return font, wrap(title, font, width, max_lines=2)


def _plain_photo(draw: ImageDraw.ImageDraw, style: PosterStyle) -> None:
    """No picture: a field in the brand's colour with its first character, large."""
    draw.rectangle((0, 0, WIDTH, PHOTO_HEIGHT), fill=style.brand)
    face = serif(560) if style.serif_headings else sans(560, 600)
    draw.text((WIDTH / 2, PHOTO_HEIGHT / 2), style.brand_name[:1], font=face, fill=style.paper, anchor="mm")


def _brand_mark(poster: Image.Image, draw: ImageDraw.ImageDraw, style: PosterStyle, logo: Image.Image | None) -> None:
    """A label hanging from the top edge, like a tag on a crate."""
    name_font = serif(40) if style.serif_headings else sans(40, 600)
    width = max(round(name_font.getlength(style.brand_name)) + 64, 150)
    height = 210 if logo is not None else 112
    draw.rectangle((MARGIN, 0, MARGIN + width, height), fill=style.paper)
    if logo is not None:
        mark = ImageOps.contain(logo.convert("RGBA"), (96, 96))
        poster.paste(mark, (MARGIN + (width - mark.width) // 2, 34), mark)
    draw.text((MARGIN + width / 2, height - 46), style.brand_name, font=name_font, fill=style.ink, anchor="mm")


def _price(draw: ImageDraw.ImageDraw, content: PosterContent, style: PosterStyle) -> None:
    baseline = HEIGHT - 150
    x = MARGIN - 4
    draw.text((x, baseline), content.price, font=sans(96, 500), fill=style.price, anchor="ls")
    x += round(sans(96, 500).getlength(content.price)) + 14
    if content.price_suffix:
        draw.text((x, baseline), content.price_suffix, font=sans(34, 400), fill=style.muted, anchor="ls")
        x += round(sans(34, 400).getlength(content.price_suffix)) + 14
    if content.reference_price:
        font = sans(38, 400)
        draw.text((x + 8, baseline), content.reference_price, font=font, fill=style.muted, anchor="ls")
        middle = baseline - 14
        draw.line((x + 4, middle, x + 12 + font.getlength(content.reference_price), middle), fill=style.muted, width=3)
    if content.price_note:
        draw.text((MARGIN, baseline + 52), content.price_note, font=sans(28, 400), fill=style.muted, anchor="ls")


def _code(poster: Image.Image, draw: ImageDraw.ImageDraw, content: PosterContent, style: PosterStyle) -> None:
    left = WIDTH - MARGIN - QR_SIZE
    top = HEIGHT - 132 - QR_SIZE
    # Near-black on white whatever the brand's colours: a code that does not scan is worth nothing.
    poster.paste(qr_code(content.url, size=QR_SIZE, dark=(24, 24, 24), light=(255, 255, 255)), (left, top))
    draw.text((left + QR_SIZE / 2, top + QR_SIZE + 36), content.call, font=sans(26, 400), fill=style.muted, anchor="mm")
    if style.slogan and not content.price:
        draw.text((MARGIN, HEIGHT - 98), style.slogan[:24], font=sans(30, 400), fill=style.brand, anchor="ls")


def encode(poster: Image.Image) -> bytes:
    """JPEG: by far the fastest format to write; 4:2:2 keeps the coloured text crisp."""
    buffer = BytesIO()
    poster.save(buffer, "JPEG", quality=85, subsampling=1)
    return buffer.getvalue()
