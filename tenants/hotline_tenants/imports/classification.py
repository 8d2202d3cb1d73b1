"""Reading a classification from three columns, one row for each third-level entry."""

from pathlib import Path

from hotline_platform.errors import N_, Refused
from hotline_tenants.imports.cells import line_of
from hotline_tenants.imports.headings import Wanted
from hotline_tenants.imports.sheets import open_book
from hotline_tenants.network.classification import Path as CategoryPath

LEVELS = ("一级分类", "二级分类", "三级分类")
SHOWN = 10
"""How many wrong cells one refusal names."""


def read_classification(path: Path) -> list[CategoryPath]:
    """Every path of the file, once. Raises Refused that names each missing heading, and each empty or merged cell."""
    paths: dict[CategoryPath, None] = {}
    wrong: list[str] = []
    for row in open_book(path, [Wanted(level, (level,)) for level in LEVELS]):
        first, second, third = (line_of(row.value(level)) for level in LEVELS)
        paths[CategoryPath((first, second, third))] = None
        wrong += [
            row.cell(level) + (f" ({row.merged_into(level)})" if row.merged_into(level) else "")
            for level, name in zip(LEVELS, (first, second, third), strict=True)
            if not name
        ]
    if wrong:
        raise Refused(
            N_(
                "Every row needs a name on all three levels. Empty, or merged into the cell in brackets: %(cells)s.",
                cells=", ".join(wrong[:SHOWN]) + (" …" if len(wrong) > SHOWN else ""),
            )
        )
    if not paths:
        raise Refused(N_("There is no row below the headings."))
    return list(paths)
