"""Whatever is counted has a name and a day, and leads somewhere."""

from hotline_tenants.cases.model import Assignment, Case
from hotline_tenants.figures.measures import MEASURES
from hotline_tenants.figures.rates import COMPARED, PACES, RATES
from hotline_tenants.overview.behind import ARRIVED, DUE, OVERDUE
from hotline_web.figures.words import MEASURE_NAMES, RATE_MEANINGS, RATE_NAMES
from hotline_web.i18n import translate

NAMES = [measure.name for measure in MEASURES]


def test_every_measure_has_a_name_in_both_languages() -> None:
    assert set(MEASURE_NAMES) == {*NAMES, ARRIVED, OVERDUE, *DUE}
    for name in MEASURE_NAMES.values():
        assert translate("zh", name) != translate("en", name)


def test_every_measure_is_counted_once_and_on_a_day_of_its_table() -> None:
    assert len(set(NAMES)) == len(NAMES)
    for measure in MEASURES:
        assert hasattr(Case if measure.entity == "case" else Assignment, measure.day)


def test_every_rate_is_made_of_measures_and_explained() -> None:
    assert set(RATES) == set(RATE_NAMES) == set(RATE_MEANINGS)
    assert {measure for pair in RATES.values() for measure in pair} <= set(NAMES)
    assert {*COMPARED, *PACES} <= set(NAMES)
