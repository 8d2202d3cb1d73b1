"""What the sheets of a campaign come to, place by place."""

import uuid

from hotline_tenants.inspection.model import Campaign, Item
from hotline_tenants.inspection.results import results


def test_units_of_two_districts_under_the_same_code_keep_their_own_names() -> None:
    names = {uuid.uuid4(): "松风街道", uuid.uuid4(): "荷塘街道"}
    items = [
        Item(id=uuid.uuid4(), unit_id=place, stratum="help", handler={"code": "S01", "zh": name})
        for place, name in names.items()
    ]
    found = results(Campaign(sheet=[]), [(item, []) for item in items], [])
    assert {place: found.named[place, "S01"]["zh"] for place in names} == names
