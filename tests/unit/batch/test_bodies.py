"""Names of bodies taken apart, and which of them are the same body."""

from __future__ import annotations

import pytest

from nlp.batch.bodies import is_child, match_bodies, parse_name


@pytest.mark.parametrize(
    ("name", "place", "organ"),
    [
        ("上海市杨浦区人民政府", ("上海市", "杨浦区"), "人民政府"),
        ("杨浦区政府", ("杨浦区",), "人民政府"),
        ("临江县 市场监管局", ("临江县",), "市场监督管理局"),
        ("临江市市场监督管理局", ("临江市",), "市场监督管理局"),
        ("临江县城市管理和综合执法局", ("临江县",), "城市管理局"),
        ("临江县乡村振兴局", ("临江县",), "乡村振兴局"),
        ("临江县区域合作办", ("临江县",), "区域合作办"),
        ("临江县教育局（本级）", ("临江县",), "教育局"),
        ("麓津市珂州县人民政府", ("麓津市", "珂州县"), "人民政府"),
        ("荆州市沙市区财政局", ("荆州市", "沙市区"), "财政局"),
        ("赣州市赣县区水利局", ("赣州市", "赣县区"), "水务局"),
        ("景德镇市珠山区人民政府", ("景德镇市", "珠山区"), "人民政府"),
        ("市南区财政局", ("市南区",), "财政局"),
        ("临江县屿港街道办事处", ("临江县", "屿港街道"), "街道办事处"),
        ("朝阳区人民政府望京街道办事处", ("朝阳区", "望京街道"), "街道办事处"),
        ("国家税务总局临江县税务局", ("临江县",), "税务局"),
        ("内蒙古自治区人民政府", ("内蒙古自治区",), "人民政府"),
        ("凉山彝族自治州财政局", ("凉山彝族自治州",), "财政局"),
    ],
)
def test_a_name_is_a_place_and_an_organ(name: str, place: tuple[str, ...], organ: str) -> None:
    parsed = parse_name(name)
    assert (parsed.place, parsed.organ) == (place, organ)


SAME = [
    # written differently
    ({"临江县人民政府办公室": [2020], "临江县政府办": [2021]}, 1),
    ({"上海市杨浦区财政局": [2020], "杨浦区财政局": [2021, 2022]}, 1),
    ({"临江县市场监督管理局": [2020], "临江县市场监管局": [2020, 2021]}, 1),
    # renamed, one's years following the other's
    ({"临江县国土资源局": [2017, 2018], "临江县自然资源局": [2019]}, 1),
    ({"临江县财政局": [2019], "临江区财政局": [2020]}, 1),
    ({"临江县不动产登记中心": [2019], "临江县不动产登记所中心": [2020]}, 1),
]
APART = [
    ({"临江县财政局": [2020], "临江县民政局": [2021]}, 2),
    # which city's?
    ({"南京市鼓楼区财政局": [2020], "徐州市鼓楼区财政局": [2020], "鼓楼区财政局": [2021]}, 3),
    # both report in the same year
    ({"临江县财政局": [2019, 2020], "临江区财政局": [2020]}, 2),
    ({"上海市杨浦区财政局": [2020], "杨浦区财政局": [2020]}, 2),
    ({"临江县国土资源局": [2019], "临江县自然资源局": [2019]}, 2),
    # a gap
    ({"临江县国土资源局": [2015], "临江县自然资源局": [2019]}, 2),
    # two offices became one: neither's figures are the new one's
    ({"临江县文化局": [2018], "临江县旅游局": [2018], "临江县文化和旅游局": [2019]}, 3),
    ({"吉林省人民政府": [2019], "吉林市人民政府": [2020]}, 2),
    ({"临江县第一中学": [2019], "临江县第二中学": [2020]}, 2),
    ({"临江县医科大学附属第一综合医院": [2019], "临江县医科大学附属第二综合医院": [2020]}, 2),
]


@pytest.mark.parametrize(("issuers", "count"), [*SAME, *APART])
def test_which_names_are_one_body(issuers: dict[str, list[int]], count: int) -> None:
    bodies = match_bodies(issuers)
    assert set(bodies) == set(issuers)
    assert len({id(body) for body in bodies.values()}) == count


def test_a_body_goes_by_its_latest_name_and_says_how_the_others_matched() -> None:
    bodies = match_bodies(
        {"临江县国土资源局": [2018], "临江县自然资源局": [2019, 2020], "临江县自然资源和规划局": [2021]}
    )
    body = bodies["临江县国土资源局"]
    assert body.name == "临江县自然资源和规划局"
    assert body.names == {
        "临江县国土资源局": "renamed",
        "临江县自然资源局": "spelling",
        "临江县自然资源和规划局": "same",
    }


@pytest.mark.parametrize(
    ("child", "parent", "expected"),
    [
        ("临江县财政局", "临江县人民政府", True),
        ("临江县人民政府办公室", "临江县人民政府", True),
        ("临江县屿港镇人民政府", "临江县人民政府", True),
        ("临江县屿港街道办事处", "临江县人民政府", True),
        ("临江县财政局", "某市临江县人民政府", True),
        ("某市临江县人民政府", "某市人民政府", True),
        ("某市财政局", "某市人民政府", True),
        ("某市临江县财政局", "某市人民政府", False),
        ("临江县屿港镇人民政府", "某市人民政府", False),
        ("临江县财政局", "临江县民政局", False),
        ("临江县人民政府", "临江县人民政府", False),
    ],
)
def test_who_stands_below_whom(child: str, parent: str, expected: bool) -> None:
    bodies = match_bodies({child: [2020], parent: [2020]})
    assert is_child(bodies[child], bodies[parent]) is expected
