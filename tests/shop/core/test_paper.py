"""Paper: what making a PDF must leave alone."""

from PIL import ImageFile

from shop.core.drawing.paper import pdf_of


def test_pictures_are_read_as_strictly_after_printing_as_before() -> None:
    assert pdf_of("<p>苹果</p>").startswith(b"%PDF")

    assert ImageFile.LOAD_TRUNCATED_IMAGES is False
