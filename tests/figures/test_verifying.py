"""The proof that figures are right finds what is wrong with them."""

import psycopg
import pytest

from hotline_platform.database.scope import at as standing_in
from hotline_platform.embedded import Embedded
from hotline_tenants.figures.folding import fold, fold_all
from hotline_tenants.overview.verifying import Difference, verify
from tests.commands import hotline
from tests.conftest import House
from tests.figures.world import live_through

pytestmark = pytest.mark.long


async def differences(house: House, tenant: int) -> list[Difference]:
    async with house.database.transaction(standing_in(tenant)) as db:
        return await verify(db)


async def test_a_world_that_was_lived_through_has_no_difference(house: House) -> None:
    await live_through(house)
    for tenant in house.cast.tenants.values():
        assert await differences(house, tenant) == []
    async with house.acting("duty_head") as (db, _):
        await fold(db, batch=20)
    assert await differences(house, house.cast.city) == []
    await fold_all(house.database)
    for tenant in house.cast.tenants.values():
        assert await differences(house, tenant) == []


@pytest.mark.parametrize(
    ("harm", "rollup", "measure"),
    [
        ("UPDATE figures_tenant_day SET amount = amount + 1 WHERE measure = 'closed' AND tenant_id = {t}", "figures_tenant_day", "closed"),
        ("UPDATE figures_unit_day SET amount = amount - 1 WHERE measure = 'reply_timely' AND tenant_id = {t}", "figures_unit_day", "reply_timely"),
        ("DELETE FROM figures_unit_month WHERE measure = 'solved' AND tenant_id = {t}", "figures_unit_month", "solved"),
        ("UPDATE figures_tenant_month SET measure = 'gone' WHERE measure = 'rework' AND tenant_id = {t}", "figures_tenant_month", "gone"),
        ("UPDATE figures_category_month SET month = '2026-04-01' WHERE measure = 'answered' AND tenant_id = {t}", "figures_category_month", "answered"),
        ("UPDATE assignments SET unit_id = '00000000-0000-0000-0000-000000000001' WHERE tenant_id = {t} AND lead", "figures_unit_day", "dispatched"),
    ],
)  # fmt: skip
async def test_whatever_is_corrupted_is_found(
    house: House, server: Embedded, copy: str, harm: str, rollup: str, measure: str
) -> None:
    await live_through(house)
    await fold_all(house.database)
    with psycopg.connect(server.url("postgres", copy), autocommit=True) as connection:
        assert connection.execute(harm.format(t=house.cast.city)).rowcount > 0
    found = await differences(house, house.cast.city)
    assert (rollup, measure) in {(one.rollup, one.measure) for one in found}
    assert all(one.counted != one.kept for one in found)
    assert await differences(house, house.cast.east) == []


async def test_the_command_says_so_and_ends_with_one(house: House, server: Embedded, copy: str) -> None:
    await live_through(house)
    well = await hotline(house.settings, "figures", "verify")
    assert well.exit_code == 0, well.output
    assert "9901" in well.output
    assert "990121" in well.output
    await fold_all(house.database)
    with psycopg.connect(server.url("postgres", copy), autocommit=True) as connection:
        connection.execute(
            "UPDATE figures_unit_day SET amount = 77 WHERE measure = 'dispatched' AND tenant_id = %s",
            [house.cast.east],
        )
    wrong = await hotline(house.settings, "figures", "verify")
    assert wrong.exit_code == 1
    assert "E-WILLOW" in wrong.output
    assert "77" in wrong.output
    assert (await hotline(house.settings, "figures", "verify", "--tenant", "990101")).exit_code == 1
    assert (await hotline(house.settings, "figures", "verify", "--tenant", "990121")).exit_code == 0
    unknown = await hotline(house.settings, "figures", "verify", "--tenant", "1234")
    assert unknown.exit_code != 0
