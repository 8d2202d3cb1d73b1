"""Maps that come with the product, and maps of one's own."""

from pathlib import Path

import pytest

from hotline_platform.errors import Refused
from hotline_tenants.demo.places import CITY, GOVERNMENTS
from hotline_tenants.imports.mapping import load_map, shipped

OWN = """
source = "letters"
channel = "letter"
type = "suggestion"
[columns]
number = ["编号", "号码"]
title = "题目"
written = "日期"
text = "内容"
[places]
also = { "990101" = ["东湖新区"] }
"""


def test_the_maps_of_the_product_are_read() -> None:
    assert shipped() == ["messages", "replies"]
    assert [load_map(name).answers for name in shipped()] == [False, True]


@pytest.mark.parametrize("name", shipped())
def test_the_masked_names_stand_for_the_governments_of_the_demo(name: str) -> None:
    also = load_map(name).places.also
    assert set(also) == {CITY, *(one.code for one in GOVERNMENTS)}
    assert len({mask for masks in also.values() for mask in masks}) == 10


def test_a_map_of_ones_own_is_read_by_its_path(tmp_path: Path) -> None:
    file = tmp_path / "letters.toml"
    file.write_text(OWN)
    found = load_map(str(file))
    assert (found.name, found.source, found.channel, found.type) == (
        "letters",
        "letters",
        "letter",
        "suggestion",
    )
    assert found.columns["number"] == ("编号", "号码")
    assert found.places.also == {"990101": ["东湖新区"]}


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (OWN.replace('"letter"', '"pigeon"'), "channel"),
        (OWN.replace('"suggestion"', '"gossip"'), "type"),
        (OWN.replace("title =", "titel ="), "other names"),
        (OWN.replace('text = "内容"', ""), "needs number"),
        (OWN.replace('"内容"', '""'), "empty heading"),
        (OWN.replace("[places]", 'answer = "答复"\n[places]'), "both or none"),
        (OWN.replace("[places]", '[places]\nelsewhere = "("'), "regular expression"),
        (OWN.replace('source = "letters"', ""), "source"),
        (OWN.replace('"letters"', '" "'), "source"),
        (OWN + "\ncolour = 1", "colour"),
        ("source = ", "cannot be read"),
    ],
)
def test_a_wrong_map_is_refused_with_what_is_wrong(tmp_path: Path, wrong: str, said: str) -> None:
    file = tmp_path / "letters.toml"
    file.write_text(wrong)
    with pytest.raises(Refused, match=said):
        load_map(str(file))


def test_an_unknown_map_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(Refused, match="messages, replies"):
        load_map("letters")
