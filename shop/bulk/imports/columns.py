"""The columns an import understands, and which column of a file is probably which."""

import hashlib
import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Field:
    """One kind of column: what it is called on the screen and by whom it is recognized."""

    key: str
    label: Any
    # Header names without spaces and signs, the surest first.
    guesses: str


FIELDS = (
    Field(
        "code",
        _("SKU code"),
        "sku skucode stockcode itemcode productcode code sku编码 商品编码 规格编码 商家编码 货号 编码",
    ),
    Field(
        "title", _("Product name"), "title productname name description product 商品名称 商品标题 品名 名称 标题 商品"
    ),
    Field("price", _("Price (yuan)"), "price unitprice saleprice 价格 售价 销售价 单价 价格元 售价元"),
    Field("cost", _("Cost (yuan)"), "cost costyuan unitcost costprice 成本 成本价 进价 采购价 成本元"),
    Field("stock", _("Stock on hand"), "stock stockonhand onhand inventory 库存 库存数量 库存数 现有库存"),
    Field("weight", _("Weight (g)"), "weight weightg weightingrams grams 重量 克重 毛重 重量克 重量g 克"),
    Field("barcode", _("Barcode"), "barcode ean gtin upc 条码 条形码 商品条码"),
    Field("subtitle", _("One line"), "subtitle oneline tagline 副标题 卖点 商品卖点 一句话"),
    Field("option_name", _("Option"), "option optionname 规格名 规格名称 属性名 规格项"),
    Field("option_value", _("Option value"), "optionvalue variant size 规格值 规格 属性值 型号 尺码"),
    Field("pictures", _("Pictures (file names)"), "pictures picture images image photos 图片 商品图片 主图 图片名"),
    Field(
        "sku_picture", _("SKU picture (file name)"), "skupicture skuimage variantimage 规格图 规格图片 sku图 sku图片"
    ),
    Field("collection", _("Product collection"), "collection category 专辑 集合 分类 商品分类 系列"),
)
BY_KEY = {field.key: field for field in FIELDS}


def fields_for(user: Any) -> list[Field]:
    """The columns that somebody may import: costs only with the permission to see them."""
    return [field for field in FIELDS if field.key != "cost" or user.has_perm("catalog.view_cost")]


_NOISE = re.compile(r"[\s_\-()（）/.:：*]+")


def shape_of(header: list[str]) -> str:
    """A fingerprint of the columns of a file: the same names in the same order, whatever their spaces and signs."""
    names = [_NOISE.sub("", cell).lower() for cell in header]
    return hashlib.sha256("\x1f".join(names).encode()).hexdigest()


def guess(header: list[str]) -> dict[str, int]:
    """Field → column place, by header names in Chinese or English, then by what this shop calls the field itself, in
    any of its languages; each column and field at most once.
    """
    names = [_NOISE.sub("", cell).lower() for cell in header]
    found: dict[str, int] = {}
    for known_of in (lambda field: field.guesses.split(), _labels):
        for field in FIELDS:
            for known in () if field.key in found else known_of(field):
                if known in names and names.index(known) not in found.values():
                    found[field.key] = names.index(known)
                    break
    return found


def _labels(field: Field) -> list[str]:
    labels = []
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            labels.append(_NOISE.sub("", str(field.label)).lower())
    return labels
