"""Milliseconds a poster takes, beside writing the same picture as JPEG."""

import statistics
from io import BytesIO

from PIL import Image

from content.posters.rendering.layout import PHOTO_HEIGHT, WIDTH, encode, render
from tests.bench.harness import Result, milliseconds, report
from tests.content.posters.test_rendering import STYLE, content

TIMES = 40


def main() -> None:
    """Open the photo (a rendition, as in the task), draw, write the JPEG; the median."""
    from microbrand.demo.illustrations import draw

    buffer = BytesIO()
    draw("fuji-crate", width=WIDTH, height=PHOTO_HEIGHT, seed=1).save(buffer, "JPEG", quality=92)

    def poster() -> Image.Image:
        photo = Image.open(BytesIO(buffer.getvalue()))
        photo.load()
        return render(content(), STYLE, photo=photo, logo=None)

    picture = poster()
    whole = statistics.median(milliseconds(lambda: encode(poster()), TIMES))
    writing = statistics.median(milliseconds(lambda: encode(picture), TIMES))
    report(
        Result(
            name="poster.ms",
            value=round(whole, 1),
            unit="ms",
            baseline="JPEG encoding alone, ms",
            baseline_value=round(writing, 1),
            detail={"encoding_share": round(writing / whole, 2), "bytes": len(encode(picture))},
        )
    )


if __name__ == "__main__":
    main()
