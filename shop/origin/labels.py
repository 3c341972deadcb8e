"""Drawing a label: the code at the left, what it is at the right, black on white."""

from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw

from shop.core.drawing.fonts import sans
from shop.core.drawing.qr import qr_code
from shop.core.drawing.text import Font, wrap
from shop.origin.rules import ROLL_DOTS, Layout

# Millimetres.
_MARGIN = 1.5
_LARGEST_CODE = 26.0
_LEADING = 1.25


@dataclass(frozen=True, kw_only=True)
class LabelContent:
    """What stands on a label. A line for which the label is too small is left out."""

    url: str
    title: str
    lines: Sequence[str]
    code: str


def draw_label(content: LabelContent, layout: Layout) -> Image.Image:
    """The label in black and white, as many dots as it is printed with."""
    dots = layout.dots
    width, height = round(layout.width * dots), round(layout.height * dots)
    margin = round(_MARGIN * dots)
    label = Image.new("1", (width, height), 1)
    side = round(min(layout.height - 2 * _MARGIN, layout.width * 0.52, _LARGEST_CODE) * dots)
    code = qr_code(content.url, size=side, step=2 if dots == ROLL_DOTS else 1)
    label.paste(code.convert("1", dither=Image.Dither.NONE), (margin // 2, (height - side) // 2))
    draw = ImageDraw.Draw(label)
    # Grey edges would be dots of chance.
    draw.fontmode = "1"
    left = margin // 2 + side
    _set_text(draw, content, left, margin, width - left - margin, height - 2 * margin, dots)
    return label


def _set_text(
    draw: ImageDraw.ImageDraw, content: LabelContent, left: int, top: int, width: int, height: int, dots: int
) -> None:
    small = height < 20 * dots
    title_font, font = sans(round((2.5 if small else 3.3) * dots), 700), sans(round((1.9 if small else 2.3) * dots))
    fine = sans(round((1.6 if small else 1.9) * dots))
    foot = [content.code[place : place + 13] for place in range(0, len(content.code), 13)]
    room = height - _height(fine) * len(foot)
    y = top
    for text, face, most in [(content.title, title_font, 2), *((line, font, 2) for line in content.lines if line)]:
        rows = wrap(text, face, width, max_lines=most)
        # Half a place or half a date says something else.
        if y + _height(face) * len(rows) > top + room:
            continue
        for line in rows:
            draw.text((left, y), line, font=face, fill=0)
            y += _height(face)
    y = top + height - _height(fine) * len(foot)
    for part in foot:
        draw.text((left, y), part, font=fine, fill=0)
        y += _height(fine)


def _height(font: Font) -> int:
    return round(font.size * _LEADING)
