"""Paper: a page of our own HTML and CSS as PDF, with Chinese set in a font that travels with the file."""

import pylopdf_fonts_zh_cn
from PIL import ImageFile


def font_url() -> str:
    """Noto Sans SC, for ``@font-face`` in templates that become paper."""
    return pylopdf_fonts_zh_cn.sans_path().as_uri()


def title_font_url() -> str:
    """Noto Serif SC, for titles of brands that are set in a serif."""
    return pylopdf_fonts_zh_cn.serif_path().as_uri()


def pdf_of(html: str) -> bytes:
    """The document. Nothing is fetched but the font and what stands in the page itself."""
    # Takes most of a second to load, and only whoever prints needs it.
    from weasyprint import HTML
    from weasyprint.urls import URLFetcher

    # Loading it makes Pillow take half a picture for a whole one, in uploads too.
    ImageFile.LOAD_TRUNCATED_IMAGES = False
    made: bytes = HTML(string=html, url_fetcher=URLFetcher(allowed_protocols=["file", "data"])).write_pdf()
    return made
