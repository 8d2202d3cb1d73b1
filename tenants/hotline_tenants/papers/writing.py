"""Writing the Word file of a paper: the template's fields filled in, and the body built where it says."""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate

from hotline_tenants.papers.drawing import bar
from hotline_tenants.papers.letterhead import letterhead
from hotline_tenants.papers.places import Bars, Block, Heading, Line, Places, Table
from hotline_tenants.papers.strictness import StrictEnvironment
from hotline_tenants.papers.typesetting import (
    BODY,
    SECOND_HEAD,
    SMALL_HEAD,
    TEXT_WIDTH,
    THIRD,
    add_line,
    rule_table,
    set_closely,
    write,
)

LISTS = ("attachments",)
FIELDS = (
    "office", "number", "title", "addressee", "body", "deadline", "contact", *LISTS, "date", "copies", "signer",
)  # fmt: skip
"""What a template can name, in the order of a paper."""

BODY_MARK = "\ue000body\ue000"
"""Stands for the body while the template is rendered: of the private use area, so nobody types it."""

CELL, SMALL_CELL, FEW_COLUMNS = 12.0, 10.5, 5
_FIGURE = re.compile(r"[+\-]?[\d.]+%?|—")
BAR_WIDTH, OF_BARS = Mm(64), (Mm(42), Mm(68), Mm(46))


def docx(places: Places, template: bytes | None = None) -> bytes:
    """The Word file, from a template that was checked; ours where none is given. Call it in a thread."""
    return filled(template or letterhead(places.kind, len(places.office)), places)


def filled(template: bytes, places: Places) -> bytes:
    """Fill a template in. Raises Refused for what no template may hold, and what Jinja raises for a broken one."""
    document = DocxTemplate(io.BytesIO(template))
    environment = StrictEnvironment(FIELDS, LISTS)
    values = {name: getattr(places, name) for name in FIELDS} | {
        "body": BODY_MARK, "title": "\n".join(places.title_lines),
    }  # fmt: skip
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
                if block is body[-1] and isinstance(block, Line):
                    built.paragraph_format.keep_with_next = True
                place.addprevious(built._element)  # noqa: SLF001 - python-docx adds at the end only
        for run in place.findall(qn("w:r")):
            place.remove(run)
        if place.getparent().tag == qn("w:body"):  # a cell must keep its last paragraph
            place.getparent().remove(place)


def _heading(document: Any, block: Heading) -> Iterator[Any]:
    yield add_line(document, block.text, SMALL_HEAD, indent=True, kept=True)


def _line(document: Any, block: Line) -> Iterator[Any]:
    """A line that counts itself is a heading, and is set as one of its step."""
    step, head, rest = block.parts
    if step == 1:
        yield add_line(document, head, SMALL_HEAD, indent=True, kept=True)
    else:
        line = add_line(document, head, SECOND_HEAD if step else BODY, indent=True)
        if rest:
            write(line, rest, BODY, THIRD)
        yield line


def _table(document: Any, block: Table) -> Iterator[Any]:
    yield add_line(document, block.caption, SMALL_HEAD, CELL, align="centre", kept=True)
    grid = _grid(document, len(block.rows) + 1, _widths((block.head, *block.rows)))
    size = CELL if len(block.head) <= FEW_COLUMNS else SMALL_CELL
    for place, row in enumerate((block.head, *block.rows)):
        for cell, words in zip(grid.rows[place].cells, row, strict=True):
            _fill(cell, words, SMALL_HEAD if place == 0 else BODY, size)
    yield grid
    yield add_line(document, "", size=CELL)


def _bars(document: Any, block: Bars) -> Iterator[Any]:
    yield add_line(document, block.caption, SMALL_HEAD, CELL, align="centre", kept=True)
    grid = _grid(document, len(block.bars) + 1, OF_BARS)
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
    yield add_line(document, "", size=CELL)


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    """How wide each column is, by its longest words, within reason."""
    longest = [min(max(3, *(len(cell) for cell in column)), 16) for column in zip(*rows, strict=True)]
    return [TEXT_WIDTH * one // sum(longest) for one in longest]


def _grid(document: Any, rows: int, widths: Sequence[int]) -> Any:
    """A table as wide as the text, with thin lines, whose rows stay whole and whose head comes again on a new page."""
    grid = document.add_table(rows, len(widths))
    grid.autofit, grid.alignment = False, WD_TABLE_ALIGNMENT.CENTER
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    rule_table(grid, "000000", top=4, left=4, bottom=4, right=4, insideH=4, insideV=4)
    for place, row in enumerate(grid.rows):
        for name in ("w:cantSplit", *(("w:tblHeader",) if place == 0 else ())):
            row._tr.get_or_add_trPr().append(OxmlElement(name))  # noqa: SLF001 - nor how rows meet a new page
        for cell, width in zip(row.cells, widths, strict=True):
            cell.vertical_alignment, cell.width = WD_ALIGN_VERTICAL.CENTER, width
            set_closely(cell.paragraphs[0], 2)
    return grid


def _fill(cell: Any, words: str, font: str, size: float = CELL) -> None:
    """Figures stand in the middle of their cell, words at its left."""
    paragraph = cell.paragraphs[0]
    if font == SMALL_HEAD or _FIGURE.fullmatch(words):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    write(paragraph, words, font, size)


_BUILDERS: dict[type[Any], Callable[[Any, Any], Iterator[Any]]] = {
    Heading: _heading, Line: _line, Table: _table, Bars: _bars,
}  # fmt: skip
