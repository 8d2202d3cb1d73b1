"""A finished campaign over a district and a unit of the city's own, and its report on its way."""

import uuid

from hotline_tenants.circulars import approving
from hotline_tenants.circulars.reporting import draft_report
from hotline_tenants.inspection import running
from hotline_tenants.inspection.finding import find
from tests.cast import EAST
from tests.circulars.desk import does
from tests.conftest import House
from tests.figures.world import closed_in_the_city
from tests.inspection.world import lived, sample_of, scored, started
from tests.supervision.desk import staffed

FOUND = "李某电话13800138000反映的事项，答复未说明依据。"


async def finished(house: House) -> uuid.UUID:
    """Closings of East Lake and one of the city's housing department; two inspectors agree on all but one mark."""
    await staffed(house)
    await closed_in_the_city(house, solved="yes", satisfied="very")
    await lived(house)
    places = [house.cast.units[EAST], house.cast.units["C-HOUSING"]]
    campaign_id = await started(house, places=places, size=5, twice=100)
    items = await sample_of(house, campaign_id)
    for place, item in enumerate(items):
        await scored(house, "inspector", campaign_id, item, "full", "half")
        await scored(house, "second", campaign_id, item, "full" if place else "none", "half", slot=2)
    number = next(one.number for one in items if one.unit_id == house.cast.units[EAST])
    await does(house, "inspector", find, campaign_id, number=number, words=FOUND)
    await does(house, "inspector", running.finish, campaign_id)
    return campaign_id


async def reported(house: House, campaign_id: uuid.UUID) -> uuid.UUID:
    """The draft of its report, by the inspector."""
    async with house.acting("inspector") as (db, actor):
        return await draft_report(db, actor, campaign_id, at=house.later(hours=1))


async def report_issued(house: House) -> uuid.UUID:
    """Checked by the second inspector and approved by the head."""
    report_id = await reported(house, await finished(house))
    await does(house, "inspector", approving.submit, report_id)
    await does(house, "second", approving.check, report_id)
    await does(house, "duty_head", approving.approve, report_id)
    return report_id
