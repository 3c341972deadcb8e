"""China's divisions: names as people write them, and codes that are prefixes."""

import pytest

from shop.customers import regions


@pytest.mark.parametrize(
    ("names", "code"),
    [
        (("上海市", "上海市", "静安区"), "310106"),
        (("浙江", "杭州", "西湖"), "330106"),
        (("新疆维吾尔自治区",), "65"),
        (("内蒙古", "锡林郭勒"), "1525"),
        (("新疆", "博尔塔拉"), "6527"),
        (("湖北省", "恩施", "巴东县"), "422823"),
        (("重庆市", "重庆市", "城口县"), "500229"),
        (("广东省", "东莞市"), "4419"),
        (("香港",), "81"),
        (("台湾省",), "71"),
        (("浙江省", "亚特兰蒂斯", "西湖区"), "33"),
        (("Zhejiang", "杭州市"), ""),
    ],
)
def test_names_lead_to_a_code(names: tuple[str, ...], code: str) -> None:
    assert regions.code_of(*names) == code


def test_every_code_begins_with_that_of_the_region_above() -> None:
    seen = 0
    for province in regions.provinces():
        for city in province.children:
            for district in city.children:
                assert city.code.startswith(province.code)
                assert district.code.startswith(province.code)
                seen += 1
    assert len(regions.provinces()) == 34
    assert seen > 2800


def test_a_municipality_is_its_own_city() -> None:
    assert [city.name for city in regions.cities("北京市")] == ["北京市"]
    assert "朝阳区" in [district.name for district in regions.districts("北京市", "北京市")]
    assert regions.cities("") == regions.districts("浙江省", "") == ()


def test_names_of_codes_are_short() -> None:
    assert [regions.name_of(code) for code in ("33", "3301", "310106", "65", "99")] == [
        "浙江",
        "浙江 杭州",
        "上海 上海 静安",
        "新疆",
        "",
    ]
