"""Whether the rows of a file make a tree: codes once, no circle, nobody above who stands below. Pure: no database."""

from collections import defaultdict
from collections.abc import Sequence

from hotline_tenants.divisions.reading import Division, Fault


def check_tree(rows: Sequence[Division], known: frozenset[str]) -> None:
    """Give every row that does not fit its fault. `known` are codes that are there already without standing in the
    file. A row may stand before the one above it; whatever stands below a refused row is refused with it.
    """
    by_code: dict[str, list[Division]] = defaultdict(list)
    for row in rows:
        if row.code:
            by_code[row.code].append(row)
    for code, several in by_code.items():
        for row in several[1:]:
            _fault(row, "code", "twice", code=code, cell=several[0].cells["code"])
        if len(several) > 1:
            _fault(several[0], "code", "twice", code=code, cell=several[1].cells["code"])
    found = {code: several[0] for code, several in by_code.items()}
    _find_circles(found)
    for row in sorted(rows, key=lambda one: one.rank):
        _check_above(row, found, known)


def _find_circles(found: dict[str, Division]) -> None:
    seen: set[str] = set()
    for start in found.values():
        path: list[str] = []
        row: Division | None = start
        while row is not None and row.code not in seen:
            seen.add(row.code)
            path.append(row.code)
            row = found.get(row.parent_code)
        if row is not None and row.code in path:
            circle = path[path.index(row.code) :]
            for code in circle:
                _fault(found[code], "parent_code", "cycle", codes=" → ".join([*circle[:5], circle[0]]))


def _check_above(row: Division, found: dict[str, Division], known: frozenset[str]) -> None:
    if row.fault is not None or row.level == "city":
        return
    above = found.get(row.parent_code)
    if above is None:
        if row.parent_code not in known:
            _fault(row, "parent_code", "no_parent", code=row.parent_code)
    elif above.fault is not None:
        _fault(row, "parent_code", "parent_refused", cell=above.cells["code"])
    elif above.rank >= row.rank:
        _fault(row, "parent_code", "above", level=row.level, parent_level=above.level, code=above.code)


def _fault(row: Division, field: str, problem: str, **params: object) -> None:
    if row.fault is None:
        row.fault = Fault(field, problem, params)
