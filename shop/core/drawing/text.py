"""Setting Chinese: lines break where Unicode allows (UAX #14), so no line begins with ， or ends with “."""

from PIL import ImageDraw, ImageFont
from uniseg.linebreak import line_break_units

Font = ImageFont.FreeTypeFont

# Opening marks sit in the right half of their square: set further left they align with the text below.
_HANGING = "“‘《「『（【"


def wrap(text: str, font: Font, width: int, *, max_lines: int) -> list[str]:
    """Break ``text`` into at most ``max_lines`` lines no wider than ``width`` pixels; what is cut gets an ellipsis."""
    lines: list[str] = []
    line = ""
    for unit in line_break_units(" ".join(text.split())):
        if font.getlength((line + unit).rstrip()) <= width:
            line += unit
            continue
        if line.strip():
            lines.append(line.rstrip())
        line = unit
        # A word longer than the line (an address, a code) is cut where it must be.
        while font.getlength(line.rstrip()) > width:
            cut = max(1, next(i for i in range(len(line), 0, -1) if i == 1 or font.getlength(line[:i]) <= width))
            lines.append(line[:cut])
            line = line[cut:]
    if line.strip():
        lines.append(line.rstrip())
    if len(lines) > max_lines:
        lines = lines[:max_lines]
        last = lines[-1]
        while last and font.getlength(last + "……") > width:
            last = last[:-1]
        lines[-1] = last.rstrip("，、。；：") + "……"
    return _without_orphan(lines, font, width)


def _without_orphan(lines: list[str], font: Font, width: int) -> list[str]:
    """A last line of one character (with its full stop) takes company from the line before."""
    if len(lines) < 2 or len(lines[-1].rstrip("。！？…")) > 1:
        return lines
    units = list(line_break_units(lines[-2] + lines[-1]))
    tail = units.pop()
    while units and len(tail) < 4:
        tail = units.pop() + tail
    head = "".join(units)
    if head and font.getlength(tail) <= width:
        return [*lines[:-2], head.rstrip(), tail]
    return lines


def draw_lines(
    draw: ImageDraw.ImageDraw,
    lines: list[str],
    *,
    at: tuple[int, int],
    font: Font,
    fill: tuple[int, int, int],
    leading: float,
) -> int:
    """Draw lines from the top left point down; returns the y below the last."""
    x, y = at
    step = round(font.size * leading)
    for line in lines:
        shift = round(font.size * 0.48) if line[:1] in _HANGING else 0
        draw.text((x - shift, y + step / 2), line, font=font, fill=fill, anchor="lm")
        y += step
    return y
