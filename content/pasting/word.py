"""Word files → HTML, with their pictures in it."""

import zipfile
from io import BytesIO

import mammoth
from mammoth.documents import Image as WordImage

from content.pasting.errors import TooLarge, Unreadable

MAX_FILE = 20 * 1024 * 1024
# Unpacked, all of it together: what a small file may not become.
MAX_UNPACKED = 200 * 1024 * 1024
_STYLES = "p[style-name='Title'] => h1:fresh\np[style-name='Quote'] => blockquote:fresh"


def html_of(content: bytes) -> str:
    """The text of a .docx as HTML, pictures as ``data:`` addresses. ``Unreadable``, ``TooLarge``."""
    if len(content) > MAX_FILE:
        raise TooLarge(field="file")
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            if sum(part.file_size for part in parts.infolist()) > MAX_UNPACKED:
                raise TooLarge(field="file")
        html: str = mammoth.convert_to_html(
            BytesIO(content), style_map=_STYLES, convert_image=mammoth.images.img_element(_embedded)
        ).value
    except TooLarge:
        raise
    except Exception as error:  # the parsers raise many kinds for files that are not what they say
        raise Unreadable(field="file") from error
    return html


def _embedded(image: WordImage) -> dict[str, str]:
    import base64

    with image.open() as file:
        return {"src": f"data:{image.content_type};base64,{base64.b64encode(file.read()).decode()}"}
