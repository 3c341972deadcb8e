"""What is done for a picture in the background."""

from content.media.models import BrandImage
from content.media.sizes import TEXT, WIDE, filters


def make_sizes(*, image_id: int) -> int:
    """Make the sizes of a picture that stories show; how many there are.

    Changes nothing but files of sizes; may run any number of times. 0 for a picture that is gone.
    """
    image = BrandImage.objects.prefetch_related("renditions").filter(pk=image_id).first()
    if image is None:
        return 0
    return len(image.get_renditions(*{one.spec: one for size in (TEXT, WIDE) for one in filters(size)}.values()))
