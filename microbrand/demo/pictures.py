"""Draw the demo's pictures and put them into the media library."""

import os
from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from multiprocessing import get_context, parent_process
from multiprocessing.connection import wait
from threading import Thread
from typing import Any

from django.core.files.images import ImageFile
from django.core.files.storage import default_storage
from wagtail.images import get_image_model

from microbrand.demo.illustrations import SUBJECTS, draw
from microbrand.demo.shapes import Drawing

TALL = (1200, 1600)
WIDE = (1920, 1080)
SOURCE = "microbrand.demo.illustrations"
LICENCE = "本项目自绘，可随项目使用"
TITLES = {
    "fuji-gift-box": "红富士礼盒",
    "fuji-crate": "红富士木箱",
    "single-apple-red": "一个红富士",
    "scarred-apple": "有疤的红富士",
    "golden-apple": "王林",
    "apple-slices": "苹果干",
    "apple-jam": "苹果酱",
    "apple-juice": "苹果汁",
    "apple-vinegar": "苹果醋",
    "ceramic-dish": "苹果碟",
    "honey-jar": "苹果花蜜",
    "tea-tin": "苹果红枣茶",
    "seed-card-set": "种子卡",
    "sapling-adopt": "认养的树苗",
    "orchard-dawn": "清晨的果园",
    "orchard-before-dawn": "天亮以前的果园",
    "frost-night": "下霜的夜里",
    "three-generations": "三代人",
    "blossom-spring": "五月开花",
    "potter-studio": "老邢的窑",
    "packing-shed": "分拣棚",
    "cellar-snow": "雪天的窖",
    "map-qixia": "栖霞的山",
    "logo-mark": "标志",
    "portrait-daughter": "晓晓",
    "portrait-grandmother": "奶奶",
    "portrait-father": "建军",
    "portrait-reaching": "够苹果",
    "portrait-potter": "老邢",
    "sorting-table": "灯下的九个",
    "winter-table": "冬天的桌子",
    "hands-apple": "手里的苹果",
}


@dataclass(frozen=True)
class Drawn:
    """A finished picture: the file's bytes and its size in pixels."""

    data: bytes
    width: int
    height: int


def draw_all(drawings: Iterable[Drawing], *, scale: float = 1.0, processes: int = 1) -> dict[str, Drawn]:
    """Draw each once, by key. ``scale`` shrinks them (tests); several processes share the work."""
    wanted = sorted({drawing.key: drawing for drawing in drawings}.items())
    jobs = [(drawing, scale) for _key, drawing in wanted]
    if processes > 1:
        with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), initializer=_end_with_parent) as pool:
            finished = list(pool.map(_draw, jobs, chunksize=2))
    else:
        finished = [_draw(job) for job in jobs]
    return dict(zip([key for key, _drawing in wanted], finished, strict=True))


def _end_with_parent() -> None:
    """A worker whose parent was killed would wait for work for ever."""
    parent = parent_process()
    assert parent is not None  # noqa: S101

    def watch() -> None:
        wait([parent.sentinel])
        os._exit(1)

    Thread(target=watch, daemon=True).start()


def _draw(job: tuple[Drawing, float]) -> Drawn:
    drawing, scale = job
    width, height = (round(side * scale) for side in _size(drawing))
    image = draw(drawing.subject, width=width, height=height, seed=drawing.seed)
    buffer = BytesIO()
    if drawing.subject == "logo-mark":
        image.save(buffer, "PNG", optimize=True)
    else:
        image.convert("RGB").save(buffer, "JPEG", quality=88, optimize=True, progressive=True)
    return Drawn(buffer.getvalue(), width, height)


def _size(drawing: Drawing) -> tuple[int, int]:
    if drawing.subject == "logo-mark":
        return (800, 800)
    return WIDE if drawing.wide else TALL


def store(drawings: Iterable[Drawing], drawn: dict[str, Drawn], *, by: Any, at: datetime) -> dict[str, Any]:
    """Add the pictures to the library; images by key.

    Called when the library holds none of them: files of these names are left from a run that did not finish.
    """
    images = {}
    for key, drawing in sorted({drawing.key: drawing for drawing in drawings}.items()):
        picture = drawn[key]
        suffix = "png" if drawing.subject == "logo-mark" else "jpg"
        name = f"huafangyuan-{key}.{suffix}"
        image = get_image_model()(
            title=_title(drawing),
            description=SUBJECTS[drawing.subject].alt,
            file=ImageFile(BytesIO(picture.data), name=name),
            file_size=len(picture.data),
            source=SOURCE,
            licence=LICENCE,
            uploaded_by_user=by,
            created_at=at,
        )
        _forget_file(image, name)
        _set_focus(image, drawing, picture)
        image.save()
        images[key] = image
    return images


def _title(drawing: Drawing) -> str:
    number = f" {drawing.seed}" if drawing.seed > 1 else ""
    return f"{TITLES[drawing.subject]}{number}{'（横）' if drawing.wide else ''}"


def _forget_file(image: Any, name: str) -> None:
    path = image.get_upload_to(name)
    if default_storage.exists(path):
        default_storage.delete(path)


def _set_focus(image: Any, drawing: Drawing, picture: Drawn) -> None:
    across, down = SUBJECTS[drawing.subject].focal_point
    image.focal_point_x, image.focal_point_y = round(across * picture.width), round(down * picture.height)
    image.focal_point_width = image.focal_point_height = min(picture.width, picture.height) // 3
