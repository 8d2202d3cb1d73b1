"""Writing the Word file of a paper: the template's fields filled in, and the body built where it says."""

import io
from collections.abc import Callable, Iterator
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate

from hotline_tenants.papers.drawing import bar
from hotline_tenants.papers.letterhead import BODY, SMALL_HEAD, THIRD, add_line, letterhead, write
from hotline_tenants.papers.places import Bars, Block, Heading, Line, Places, Table
from hotline_tenants.papers.strictness import StrictEnvironment

LISTS = ("attachments",)
FIELDS = (
    "office", "number", "title", "addressee", "body", "deadline", "contact", *LISTS, "date", "copies", "signer",
)  # fmt: skip
"""What a template can name, in the order of a paper."""

BODY_MARK = "\ue000body\ue000"
"""Stands for the body while the template is rendered: of the private use area, so nobody types it."""

CELL = 12.0
WIDE, BAR_WIDTH = Mm(156), Mm(66)


def docx(places: Places, template: bytes | None = None) -> bytes:
    """The Word file, from a template that was checked; ours where none is given. Call it in a thread."""
    return filled(template or letterhead(places.kind), places)


def filled(template: bytes, places: Places) -> bytes:
    """Fill a template in. Raises Refused for what no template may hold, and what Jinja raises for a broken one."""
    document = DocxTemplate(io.BytesIO(template))
    environment = StrictEnvironment(FIELDS, LISTS)
    values = {name: getattr(places, name) for name in FIELDS} | {"body": BODY_MARK}
    document.render(values, environment, autoescape=True)
    _put_body(document.docx, places.body)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def body_places(document: Any) -> list[Any]:
    """The paragraphs that hold the body's mark."""
    return [one for one in document.element.body.iter(qn("w:p")) if BODY_MARK in _text(one)]


def _text(paragraph: Any) -> str:
    return "".join(part.text or "" for part in paragraph.iter(qn("w:t")))


def _put_body(document: Any, body: tuple[Block, ...]) -> None:
    for place in body_places(document):
        for block in body:
            for built in _BUILDERS[type(block)](document, block):
                place.addprevious(built._element)  # noqa: SLF001 - python-docx adds at the end only
        for run in place.findall(qn("w:r")):
            place.remove(run)
        if place.getparent().tag == qn("w:body"):  # a cell must keep its last paragraph
            place.getparent().remove(place)


def _heading(document: Any, block: Heading) -> Iterator[Any]:
    yield add_line(document, block.text, SMALL_HEAD, THIRD, indent=True)


def _line(document: Any, block: Line) -> Iterator[Any]:
    yield add_line(document, block.text, BODY, THIRD, indent=True)


def _table(document: Any, block: Table) -> Iterator[Any]:
    yield add_line(document, block.caption, SMALL_HEAD, CELL, align="centre")
    grid = _grid(document, len(block.rows) + 1, len(block.head))
    for place, row in enumerate((block.head, *block.rows)):
        for cell, words in zip(grid.rows[place].cells, row, strict=True):
            _fill(cell, words, SMALL_HEAD if place == 0 else BODY)
    yield grid
    yield add_line(document, "", BODY, CELL)


def _bars(document: Any, block: Bars) -> Iterator[Any]:
    yield add_line(document, block.caption, SMALL_HEAD, CELL, align="centre")
    grid = _grid(document, len(block.bars) + 1, 3)
    head = grid.rows[0].cells
    _fill(head[0], block.head[0], SMALL_HEAD)
    _fill(head[2], block.head[1], SMALL_HEAD)
    for row, one in zip(list(grid.rows)[1:], block.bars, strict=True):
        cells = row.cells
        _fill(cells[0], one.label, BODY)
        _fill(cells[2], one.words, BODY)
        if one.share is not None:
            picture = io.BytesIO(bar(one.share, one.low, one.high))
            cells[1].paragraphs[0].add_run().add_picture(picture, width=BAR_WIDTH)
    yield grid
    yield add_line(document, "", BODY, CELL)


def _grid(document: Any, rows: int, columns: int) -> Any:
    """A table with thin lines; its style is drawn here, because a template may not have one of that name."""
    grid = document.add_table(rows, columns)
    grid.autofit = True
    borders = OxmlElement("w:tblBorders")
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{edge}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", "808080")):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    grid._tbl.tblPr.append(borders)  # noqa: SLF001 - python-docx knows no borders
    return grid


def _fill(cell: Any, words: str, font: str) -> None:
    write(cell.paragraphs[0], words, font, CELL)


_BUILDERS: dict[type[Any], Callable[[Any, Any], Iterator[Any]]] = {
    Heading: _heading, Line: _line, Table: _table, Bars: _bars,
}  # fmt: skip
