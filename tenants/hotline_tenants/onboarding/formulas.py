"""Which cells of a workbook hold a formula: its reader gives the value that was last computed, if there is one."""

import zipfile
from pathlib import Path
from xml.etree import ElementTree

_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_LINK = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def formulas_of(path: Path) -> frozenset[tuple[str, str]]:
    """Sheet and address of every cell with a formula; none in a csv."""
    if not zipfile.is_zipfile(path):
        return frozenset()
    with zipfile.ZipFile(path) as packed:
        names = _sheets(packed)
        return frozenset(
            (name, address) for name, part in names.items() for address in _addresses(packed, part)
        )


def _sheets(packed: zipfile.ZipFile) -> dict[str, str]:
    targets = {one.get("Id"): str(one.get("Target")) for one in _parsed(packed, "xl/_rels/workbook.xml.rels")}
    return {
        str(one.get("name")): "xl/" + targets[one.get(_LINK)].removeprefix("/xl/").removeprefix("./")
        for one in _parsed(packed, "xl/workbook.xml").iter(f"{_MAIN}sheet")
        if one.get(_LINK) in targets
    }


def _addresses(packed: zipfile.ZipFile, part: str) -> list[str]:
    found: list[str] = []
    with packed.open(part) as stream:
        for _, cell in ElementTree.iterparse(stream):  # noqa: S314 - the same
            if cell.tag == f"{_MAIN}c":
                if cell.find(f"{_MAIN}f") is not None:
                    found.append(str(cell.get("r")))
                cell.clear()
    return found


def _parsed(packed: zipfile.ZipFile, part: str) -> ElementTree.Element:
    return ElementTree.fromstring(packed.read(part))  # noqa: S314 - the same
