"""What one row means for the government that it belongs to: the same question in the dry run and when it is done."""

from dataclasses import dataclass, replace

from hotline_platform.identifiers import new_id
from hotline_tenants.divisions.ground import KIND_OF, LINES, Ground, There
from hotline_tenants.divisions.reading import Fault
from hotline_tenants.points.lifecycle import NOWHERE


@dataclass(frozen=True)
class Decided:
    """Its fate, what it brings, and the unit as it will be (for those below it); or its fault."""

    fate: str
    changes: list[str]
    fault: Fault | None = None
    planned: There | None = None


def decide(code: str, name: str, parent_code: str, level: str, ground: Ground, government: str) -> Decided:
    """A street or committee of `government`, or the line of a district in the city. Nobody is closed, moved to another
    government or made anything else.
    """
    if level in LINES:
        return _line(code, ground)
    kind = KIND_OF[level]
    above = ground.by_code.get(parent_code)
    if parent_code != government and above is None:
        return _refused("parent_code", "no_parent", code=parent_code)
    if parent_code != government and (level == "street" or above is None or above.kind != "street"):
        return _refused("parent_code", "no_place", level=level, code=parent_code)
    parent_id = None if parent_code == government or above is None else above.id
    there = ground.by_code.get(code)
    if there is not None and there.kind != kind:
        return _refused("code", "other_kind", code=code)
    if there is not None and there.closed:
        return _refused("code", "closed", code=code)
    namesake = ground.by_place.get((name, kind, parent_id))
    if namesake is not None and namesake != code:
        return _refused("name", "same_name", code=namesake)
    if there is None:
        planned = There(new_id(), code, name, kind, parent_id, closed=False, state="applied")
        return Decided("create", ["unit", "point"], planned=planned)
    changes = [
        what
        for what, differs in (
            ("name", there.name_zh != name),
            ("parent", there.parent_id != parent_id),
            ("point", there.state == NOWHERE),
        )
        if differs
    ]
    planned = There(there.id, code, name, kind, parent_id, closed=False, state="applied")
    return Decided("change" if changes else "keep", changes, planned=planned if changes else None)


def _line(code: str, ground: Ground) -> Decided:
    """A district stands among the units of its city, which the registry keeps: only a point is applied for. A city is no
    unit of its own, so there is no standing to apply for.
    """
    there = ground.by_code.get(code)
    if there is None or there.kind != "government" or there.closed or there.state != NOWHERE:
        return Decided("keep", [])
    return Decided("change", ["point"], planned=replace(there, state="applied"))


def _refused(field: str, problem: str, **params: object) -> Decided:
    return Decided("refuse", [], Fault(field, problem, params))
