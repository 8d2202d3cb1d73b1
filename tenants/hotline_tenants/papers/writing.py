"""Writing the Word file of a paper: the template's fields filled in, and the body built where it says."""

import io
from collections.abc import Callable, Iterator
from typing import Any

from docx.enum.table import WD_ALIGN_VERTICAL
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docxtpl import DocxTemplate

from hotline_tenants.papers.drawing import bar
from hotline_tenants.papers.letterhead import (
    BODY,
    SECOND,
    SMALL_HEAD,
    TEXT_WIDTH,
    THIRD,
    add_line,
    head_size,
    letterhead,
    write,
)
from hotline_tenants.papers.places import Bars, Block, Heading, Line, Places, Table
from hotline_tenants.papers.strictness import StrictEnvironment

LISTS = ("attachments",)
FIELDS = (
    "office", "number", "title", "addressee", "body", "deadline", "contact", *LISTS, "date", "copies", "signer",
)  # fmt: skip
"""What a template can name, in the order of a paper."""

BODY_MARK = "\ue000body\ue000"
"""Stands for the body while the template is rendered: of the private use area, so nobody types it."""

CELL, SMALL_CELL, FEW_COLUMNS = 12.0, 10.5, 5
BAR_WIDTH, OF_BARS = Mm(66), (Mm(48), Mm(70), Mm(38))


def docx(places: Places, template: bytes | None = None) -> bytes:
    """The Word file, from a template that was checked; ours where none is given. Call it in a thread."""
    return filled(template or letterhead(places.kind, head_size(places.office)), places)


def filled(template: bytes, places: Places) -> bytes:
    """Fill a template in. Raises Refused for what no template may hold, and what Jinja raises for a broken one."""
    document = DocxTemplate(io.BytesIO(template))
    environment = StrictEnvironment(FIELDS, LISTS)
    values = {name: getattr(places, name) for name in FIELDS} | {
        "body": BODY_MARK, "title": _in_lines(places.title),
    }  # fmt: skip
    document.render(values, environment, autoescape=True)
    _put_body(document.docx, places.body)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _in_lines(title: str) -> str:
    """A title that is longer than a line goes on in the next one with what stands in brackets."""
    return title.replace("（", "\n（", 1) if len(title) * SECOND > TEXT_WIDTH.pt else title


def body_places(document: Any) -> list[Any]:
    """The paragraphs that hold the body's mark."""
    return [one for one in document.element.body.iter(qn("w:p")) if BODY_MARK in _text(one)]


def _text(paragraph: Any) -> str:
    return "".join(part.text or "" for part in paragraph.iter(qn("w:t")))


def _put_body(document: Any, body: tuple[Block, ...]) -> None:
    for place in body_places(document):
        for block in body:
            for built in _BUILDERS[type(block)](document, block):
                if block is body[-1] and isinstance(block, Line):
                    built.paragraph_format.keep_with_next = True
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
    yield add_line(document, block.caption, SMALL_HEAD, CELL, align="centre", kept=True)
    grid = _grid(document, len(block.rows) + 1, len(block.head))
    size = CELL if len(block.head) <= FEW_COLUMNS else SMALL_CELL
    for place, row in enumerate((block.head, *block.rows)):
        for cell, words in zip(grid.rows[place].cells, row, strict=True):
            _fill(cell, words, SMALL_HEAD if place == 0 else BODY, size)
    yield grid
    yield add_line(document, "", BODY, CELL)


def _bars(document: Any, block: Bars) -> Iterator[Any]:
    yield add_line(document, block.caption, SMALL_HEAD, CELL, align="centre", kept=True)
    grid = _grid(document, len(block.bars) + 1, 3)
    for column, width in zip(grid.columns, OF_BARS, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width
    head = grid.rows[0].cells
    _fill(head[0], block.head[0], SMALL_HEAD)
    _fill(head[2], block.head[1], SMALL_HEAD)
    for row, value in zip(list(grid.rows)[1:], block.bars, strict=True):
        cells = row.cells
        _fill(cells[0], value.label, BODY)
        _fill(cells[2], value.words, BODY)
        if value.share is not None:
            picture = io.BytesIO(bar(value.share, value.low, value.high))
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
    for place, row in enumerate(grid.rows):
        for name in ("w:cantSplit", *(("w:tblHeader",) if place == 0 else ())):
            row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001 - nor how rows meet a new page
        for cell in row.cells:
            cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            shape = cell.paragraphs[0].paragraph_format
            shape.space_before = shape.space_after = Pt(2)
    return grid


def _fill(cell: Any, words: str, font: str, size: float = CELL) -> None:
    write(cell.paragraphs[0], words, font, size)


_BUILDERS: dict[type[Any], Callable[[Any, Any], Iterator[Any]]] = {
    Heading: _heading, Line: _line, Table: _table, Bars: _bars,
}  # fmt: skip
