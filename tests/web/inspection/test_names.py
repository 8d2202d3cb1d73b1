"""What stands for who handled a drawn case."""

from hotline_web.inspection.lists import called


def test_what_the_desk_answered_at_once_has_no_unit_and_says_so() -> None:
    assert called({}, "zh") == "直接答复"
    assert called({}, "en") == "Answered directly"
    assert called({"code": "C-WATER", "zh": "市水务集团", "en": "City Water"}, "zh") == "市水务集团"
