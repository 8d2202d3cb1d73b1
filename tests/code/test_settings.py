"""Every setting is written down where somebody looks for it."""

import re
from pathlib import Path

from hotline_platform.settings import SETTINGS

README = (Path(__file__).parents[2] / "README.md").read_text()


def test_every_setting_is_documented_and_nothing_else_claims_to_be_one() -> None:
    documented = set(re.findall(r"^\| `HOTLINE_([A-Z_]+)` \|", README, flags=re.MULTILINE))
    assert documented == {setting.name for setting in SETTINGS}


def test_every_setting_says_what_it_means() -> None:
    assert [setting.name for setting in SETTINGS if not setting.meaning.strip()] == []
