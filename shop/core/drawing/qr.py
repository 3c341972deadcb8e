"""QR codes of posters, labels and pages."""

import qrcode
from django.utils.safestring import SafeString, mark_safe
from PIL import Image
from qrcode.image.svg import SvgPathImage


def qr_svg(text: str) -> SafeString:
    """As SVG, drawn in the page: nothing to load, sharp in print. Error correction M (15 %), four modules around."""
    made = qrcode.make(text, image_factory=SvgPathImage, error_correction=qrcode.constants.ERROR_CORRECT_M, border=4)
    # Modules and numbers; the text itself is not in it.
    svg: str = made.to_string(encoding="unicode")
    return mark_safe(svg)


def qr_code(
    url: str,
    *,
    size: int,
    dark: tuple[int, int, int] = (0, 0, 0),
    light: tuple[int, int, int] = (255, 255, 255),
    step: int = 1,
) -> Image.Image:
    """A square of ``size`` pixels with the quiet zone inside; error correction M (15 %), whole pixels a module.

    A module is a multiple of ``step`` pixels, where a printer has coarser dots.
    """
    code = qrcode.QRCode(error_correction=qrcode.constants.ERROR_CORRECT_M, border=0, box_size=1)
    code.add_data(url)
    code.make(fit=True)
    matrix = code.get_matrix()
    modules = Image.new("L", (len(matrix), len(matrix)))
    modules.putdata([0 if cell else 255 for row in matrix for cell in row])
    # Four modules of quiet zone on every side, as ISO/IEC 18004 asks.
    scale = size // (len(matrix) + 8) // step * step
    side = len(matrix) * scale
    mask = modules.resize((side, side), Image.Resampling.NEAREST)
    square = Image.new("RGB", (size, size), light)
    offset = (size - side) // 2
    ink = Image.new("RGB", (side, side), dark)
    ink.paste(Image.new("RGB", (side, side), light), mask=mask)
    square.paste(ink, (offset, offset))
    return square
