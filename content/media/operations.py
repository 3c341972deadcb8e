"""What is done for a picture in the background."""

from content.media.models import BrandImage
from content.media.sizes import BY_JOB, ON_DEMAND, TEXT, WIDE, filters, twin_of


def make_sizes(*, image_id: int) -> int:
    """Make the sizes of a picture that stories show, and each size it has already also in AVIF; how many there are.

    Changes nothing but files of sizes; may run any number of times. 0 for a picture that is gone.
    """
    image = BrandImage.objects.prefetch_related("renditions").filter(pk=image_id).first()
    if image is None:
        return 0
    wanted = [one.spec for size in (TEXT, WIDE) for one in filters(size, (*ON_DEMAND, BY_JOB))]
    wanted += [twin_of(row.filter_spec) for row in image.renditions.all() if "format-webp" in row.filter_spec]
    return len(image.get_renditions(*dict.fromkeys(wanted)))
