"""Make an address of what people copy out of a chat: "林晓 13800138000 上海市静安区南京西路1号"."""

import re
import unicodedata
from dataclasses import dataclass

from shop.customers.regions import Region, provinces

# So much text is looked at.
MAX_TEXT = 500
_LABELS = re.compile(
    r"(收货人姓名|收件人姓名|收货人|收件人|联系人|姓名|手机号码|手机号|联系电话|联系方式|电话号码|电话|手机|所在地区|所在区域|地区|"
    r"详细收货地址|收货地址|收件地址|详细地址|街道地址|地址|邮政编码|邮编)\s*[:：]?\s*"
)
_PHONE = re.compile(r"(?<!\d)(?:\+?86[- ]?)?(1[3-9]\d[- ]?\d{4}[- ]?\d{4})(?!\d)")
_POSTCODE = re.compile(r"(?<![\d号栋室#-])\d{6}(?![\d号栋室楼幢-])")
_BREAKS = re.compile(r"[\s,，;；、/|。]+")
# A name written right behind the last number of a door.
_NAME_BEHIND = re.compile(r"(?<=[号室楼栋座层幢院店元])([\u4e00-\u9fa5]{2,4})$")
_MAX_NAME = 12


@dataclass(frozen=True)
class Pasted:
    """What was understood; '' for what was not."""

    recipient: str = ""
    phone: str = ""
    province: str = ""
    city: str = ""
    district: str = ""
    street: str = ""

    @property
    def missing(self) -> list[str]:
        """Names of the fields that a parcel needs and that were not found."""
        needed = ("recipient", "phone", "province", "city", "street")
        return [name for name in needed if not getattr(self, name)]

    def as_dict(self) -> dict[str, str]:
        return dict(self.__dict__)


def read_address(text: str) -> Pasted:
    """The address in a text of up to ``MAX_TEXT`` characters, in whatever order its parts stand."""
    text = unicodedata.normalize("NFKC", text[:MAX_TEXT])
    text = _LABELS.sub(" ", text)
    phone = ""
    if found := _PHONE.search(text):
        phone = re.sub(r"\D", "", found[1])
        text = f"{text[: found.start()]} {text[found.end() :]}"
    text = _POSTCODE.sub(" ", text)
    parts = [part for part in _BREAKS.split(text) if part]
    at, path, before, rest = _place(parts)
    if not path:
        name = min((part for part in parts if len(part) <= _MAX_NAME), key=len, default="")
        return Pasted(recipient=name, phone=phone, street=" ".join(part for part in parts if part != name))
    behind = parts[at + 1 :]
    # What follows may go on with the divisions: 浙江省 杭州市 西湖区.
    while behind and not rest and (deeper := _below(path, behind[0])):
        path, rest = deeper
        behind = behind[1:]
    around = [part for part in [*parts[:at], before] if part]
    street: list[str] = [rest] if rest else []
    name = ""
    if around:
        name = min(around, key=len)
        street = [*(part for part in around if part != name), *street, *behind]
    elif behind and len(behind[-1]) <= _MAX_NAME and (rest or len(behind) > 1) and not re.search(r"\d", behind[-1]):
        name, street = behind[-1], [*street, *behind[:-1]]
    else:
        street = [*street, *behind]
        if street and (glued := _NAME_BEHIND.search(street[-1])):
            name, street[-1] = glued[1], street[-1][: glued.start()]
    return Pasted(recipient=name, phone=phone, street=" ".join(street), **_names(path))


def _names(path: tuple[Region, ...]) -> dict[str, str]:
    names = [region.name for region in path]
    return dict(zip(("province", "city", "district"), [*names, "", ""][:3], strict=True))


def _place(parts: list[str]) -> tuple[int, tuple[Region, ...], str, str]:
    """Which part tells the region, the region, and what stands before and behind it there."""
    for strict in (False, True):
        for at, part in enumerate(parts):
            if found := _starts(part, strict=strict):
                return at, *_told(found, part, 0)
    # Glued to a name: 林晓上海市静安区…
    for at, part in enumerate(parts):
        for offset in range(1, min(len(part), 6)):
            if found := _starts(part[offset:], strict=False, short=False):
                return at, *_told(found, part, offset)
    return 0, (), "", ""


def _told(found: tuple[tuple[Region, ...], str], part: str, offset: int) -> tuple[tuple[Region, ...], str, str]:
    path, rest = found
    return path, part[:offset], rest


def _starts(text: str, *, strict: bool, short: bool = True) -> tuple[tuple[Region, ...], str] | None:
    """The region a text begins with. ``strict`` is for a text without a province: full names of cities, and then of
    districts that exist once.
    """
    if not strict:
        for province in provinces():
            if cut := _cut(text, province, short=short):
                return _deeper((province,), text[cut:])
        return None
    for province in provinces():
        for city in province.children:
            if (cut := _cut(text, city, short=False)) or (len(text) > 4 and (cut := _cut(text, city, short=True))):
                return _deeper((province, city), text[cut:])
    found = [
        (province, city, district)
        for province in provinces()
        for city in province.children
        for district in city.children
        if text.startswith(district.name) and len(district.name) > 2
    ]
    return (found[0], text[len(found[0][-1].name) :]) if len(found) == 1 else None


def _below(path: tuple[Region, ...], text: str) -> tuple[tuple[Region, ...], str] | None:
    """The text as going on below ``path``; None if it does not."""
    deeper, rest = _deeper(path, text)
    return (deeper, rest) if len(deeper) > len(path) else None


def _deeper(path: tuple[Region, ...], text: str) -> tuple[tuple[Region, ...], str]:
    """Follow the text down the divisions as far as it names them; a level may be left out."""
    here = path[-1]
    text = text.removeprefix("市辖区") or text
    for child in here.children:
        if cut := _cut(text, child, short=True):
            return _deeper((*path, child), text[cut:])
    # 浙江省西湖区…: the city is missing; 上海市静安区…: so is what stands for it.
    found = [
        ((*path, child, below), text[cut:])
        for child in here.children
        for below in child.children
        if (cut := _cut(text, below, short=len(here.children) == 1))
    ]
    return found[0] if len(found) == 1 else (path, text)


def _cut(text: str, region: Region, *, short: bool) -> int:
    """How many characters of the text's beginning are the region's name; 0 if it begins otherwise."""
    if text.startswith(region.name):
        return len(region.name)
    if not short or region.short == region.name or not text.startswith(region.short):
        return 0
    rest = text[len(region.short) :]
    # 杭州路 is a street, and so is 静安寺.
    return 0 if rest and rest[0] in "路街道巷弄里寺桥门镇乡村大" else len(region.short)
