"""The rule that every statement names its tenant is held by a check that knows the difference."""

import pytest
from sqlalchemy import select

from hotline_platform.database.scope import at as standing_in
from hotline_tenants.cases.model import Case
from hotline_tenants.clocks.model import Clock
from tests.conftest import House
from tests.naming_the_tenant import TenantNotNamed, unnamed

NAMED = [
    "SELECT cases.tenant_id, cases.id FROM cases WHERE cases.tenant_id = $1::INTEGER AND cases.id = $2",
    "SELECT id FROM cases WHERE tenant_id = 1",
    "SELECT c.id FROM cases c JOIN case_texts AS t ON t.tenant_id = c.tenant_id WHERE c.tenant_id = $1",
    "SELECT 1 FROM cases WHERE cases.tenant_id IN (1, 2) AND NOT EXISTS (SELECT 1 FROM clocks WHERE clocks.tenant_id = 1)",
    "WITH gone AS (DELETE FROM clocks WHERE tenant_id = $1 AND id IN (SELECT id FROM clocks WHERE tenant_id = $1)) SELECT 1",
    "INSERT INTO cases (id, tenant_id) VALUES ($1, $2)",
    "INSERT INTO figures_tenant_day AS kept (tenant_id, day) SELECT 1, day FROM gone",
    "UPDATE clocks SET next_at = NULL WHERE clocks.tenant_id = $1",
    "SELECT * FROM hotline_tenants_with_due_clocks($1)",
    "SELECT id FROM tenants",
    "CREATE POLICY app_update ON cases FOR UPDATE TO hotline_app USING (true)",
]
UNNAMED = [
    ("SELECT cases.tenant_id, cases.id FROM cases WHERE cases.id = $1", "cases"),
    ("SELECT id FROM cases", "cases"),
    ("SELECT c.id FROM cases c JOIN case_texts AS t ON t.case_id = c.id WHERE c.tenant_id = $1", "case_texts"),
    ("SELECT 1 FROM cases WHERE cases.tenant_id = 1 AND EXISTS (SELECT 1 FROM clocks WHERE clocks.case_id = cases.id)", "clocks"),
    ("WITH gone AS (DELETE FROM clocks WHERE id IN (SELECT id FROM clocks WHERE tenant_id = $1)) SELECT 1", "clocks"),
    ("SELECT 1 FROM cases, case_events e WHERE cases.tenant_id = 1", "case_events"),
    ("INSERT INTO cases (id) VALUES ($1)", "cases"),
    ("UPDATE clocks SET tenant_id_note = 1", "clocks"),
    ("DELETE FROM notices WHERE account_id = $1", "notices"),
]  # fmt: skip


@pytest.mark.parametrize("statement", NAMED)
def test_a_statement_that_names_its_tenant_passes(statement: str) -> None:
    assert unnamed(statement) is None


@pytest.mark.parametrize(("statement", "table"), UNNAMED)
def test_a_statement_that_forgets_one_is_refused(statement: str, table: str) -> None:
    assert unnamed(statement) == table


async def test_the_check_is_at_work_in_this_suite(house: House) -> None:
    async with house.database.transaction(standing_in(house.cast.city)) as db:
        await db.execute(select(Case.id).where(Case.tenant_id == db.tenant))
        with pytest.raises(TenantNotNamed):
            await db.execute(select(Case.id).where(Case.number == "1"))
        with pytest.raises(TenantNotNamed):
            await db.change("UPDATE clocks SET next_at = NULL WHERE case_id = $1", None, of=Clock)
