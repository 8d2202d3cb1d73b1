"""All sheets are served as one: what one of them says of a class, no other says again in its own way."""

import re
from collections import defaultdict
from pathlib import Path

SHEETS = Path(__file__).parents[2] / "web/hotline_web/assets"
RULE = re.compile(r"^(\.hl-[\w-]+) \{", re.MULTILINE)


def test_a_class_has_its_look_from_one_sheet() -> None:
    homes: dict[str, set[str]] = defaultdict(set)
    for sheet in SHEETS.glob("*.css"):
        for name in RULE.findall(sheet.read_text()):
            homes[name].add(sheet.name)
    assert len(homes) > 100
    found = [f"{name}: {', '.join(sorted(sheets))}" for name, sheets in homes.items() if len(sheets) > 1]
    assert not found, "\n".join(found)
