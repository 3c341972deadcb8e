"""The faces posters and labels are set in: Noto Sans (all weights, one variable file) and Noto Serif, simplified
Chinese forms.
"""

from functools import lru_cache
from pathlib import Path

import manimgx_fonts_cjk
import pylopdf_fonts_zh_cn
from PIL import ImageFont

_SANS = Path(str(manimgx_fonts_cjk.__file__)).parent / "NotoSansCJK-VF.otf.ttc"
# Within the collection: 0 is Japanese, 2 is simplified Chinese.
_SANS_SC = 2


@lru_cache(maxsize=64)
def sans(size: int, weight: int = 400) -> ImageFont.FreeTypeFont:
    """Noto Sans SC at a size in pixels, weight 100 to 900."""
    font = ImageFont.truetype(str(_SANS), size, index=_SANS_SC)
    font.set_variation_by_axes([weight])
    return font


@lru_cache(maxsize=64)
def serif(size: int) -> ImageFont.FreeTypeFont:
    """Noto Serif SC Regular at a size in pixels."""
    return ImageFont.truetype(str(pylopdf_fonts_zh_cn.serif_path()), size)
