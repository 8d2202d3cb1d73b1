"""Reference data: units, content classification, time rules."""

from typing import Any

import msgspec
from litestar.response import Response

from hotline_platform.errors import N_
from hotline_tenants.clocks.rules import Rule, rules_at
from hotline_tenants.network.classification import Classification, classification
from hotline_tenants.network.units import unit_tree
from hotline_web.api.operation import BASE, Call, Operation, answer, query_of
from hotline_web.api.shapes import CategoryList, CategoryPart, RuleList, RulePart, UnitList, UnitPart
from hotline_web.entering import moment


async def _units(call: Call) -> Response[bytes]:
    query_of(call, ())
    units = await unit_tree(call.db)
    handling = {unit.id for unit in units.handling()}
    return answer(
        UnitList(
            [
                UnitPart(
                    id=one.id, code=one.code, name_zh=one.name_zh, name_en=one.name_en, kind=one.kind,
                    parent_id=one.parent_id, area=one.is_area, handles=one.id in handling,
                )
                for one in units
            ]
        )
    )  # fmt: skip


async def _classification(call: Call) -> Response[bytes]:
    query_of(call, ())
    return answer(CategoryList(_entries(await classification(call.db), None)))


def _entries(categories: Classification, above: Any) -> list[CategoryPart]:
    found: list[CategoryPart] = []
    for one in categories.below(above):
        found.append(
            CategoryPart(
                id=one.id, code=one.code, name_zh=one.name_zh, name_en=one.name_en, level=one.level,
                parent_id=one.parent_id,
            )
        )  # fmt: skip
        found += _entries(categories, one.id)
    return found


async def _rules(call: Call) -> Response[bytes]:
    query_of(call, ())
    rules = await rules_at(call.db, moment(call.request))
    return answer(RuleList([_rule(rule) for rule in sorted(rules, key=lambda rule: rule.code)]))


def _rule(rule: Rule) -> RulePart:
    def plain(name: str) -> Any:
        value = getattr(rule, name)
        if isinstance(value, frozenset):
            return sorted(value)
        return value if value is None or isinstance(value, str | int) else str(value)

    return RulePart(**{each.name: plain(each.name) for each in msgspec.structs.fields(RulePart)})


OPERATIONS = (
    Operation("list_units", "get", f"{BASE}/units", "own", N_("The units of this government"), _units, UnitList,
              "reference", problems=("invalid",)),
    Operation("list_classification", "get", f"{BASE}/classification", "own", N_("The content classification"),
              _classification, CategoryList, "reference", problems=("invalid",)),
    Operation("list_time_rules", "get", f"{BASE}/time-rules", "own", N_("The time rules in force"), _rules, RuleList,
              "reference", problems=("invalid",)),
)  # fmt: skip
