"""Setting a paper: the types, sizes and measures of GB/T 9704-2012, and paragraphs in them.

A page holds 22 lines of 28 characters. Whoever opens the file has the fonts of an office; only their names stand in it.
"""

from typing import Any

from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor

RED, BLACK = RGBColor(0xFF, 0, 0), RGBColor(0, 0, 0)
TITLE, BODY, SMALL_HEAD, SECOND_HEAD, FOOT = "方正小标宋简体", "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
SECOND, THIRD, FOURTH = 22, 16, 14
"""Chinese type sizes 2, 3 and 4 in points."""
TEXT_WIDTH, TEXT_HEIGHT = Mm(156), Mm(225)
LINE = 28.95
"""From line to line, in points: 22 of them fill a page."""
_PLACES = {
    "left": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}
_AFTER_RULES = (
    "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing", "w:jc", "w:rPr",
)  # fmt: skip
_AFTER_BORDERS = ("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
_AFTER_PLACE = ("w:tblOverlap", "w:bidiVisual", "w:tblW", "w:jc", "w:tblInd", "w:tblBorders", *_AFTER_BORDERS)
"""Word opens a file only where the properties of a thing stand in their order."""


def add_line(
    holder: Any, text: str, font: str = BODY, size: float = THIRD, *, align: str = "left",
    colour: RGBColor | None = None, indent: bool = False, kept: bool = False,
) -> Any:  # fmt: skip
    """One paragraph at the end of a document or a cell. `indent`: its first line begins two characters in. `kept`: on one
    page with the next, so that no signature stands alone.
    """
    return set_line(
        holder.add_paragraph(), text, font, size, align=align, colour=colour, indent=indent, kept=kept
    )


def set_line(
    paragraph: Any, text: str, font: str = BODY, size: float = THIRD, *, align: str = "left",
    colour: RGBColor | None = None, indent: bool = False, kept: bool = False,
) -> Any:  # fmt: skip
    """The same in a paragraph that is there."""
    paragraph.alignment = _PLACES[align]
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(max(LINE, size * 1.5))
    if indent:
        shape.first_line_indent = Pt(2 * size)
        paragraph._p.pPr.ind.set(qn("w:firstLineChars"), "200")  # noqa: SLF001 - python-docx counts no characters
    shape.keep_with_next = kept or None
    write(paragraph, text, font, size, colour)
    return paragraph


def write(paragraph: Any, text: str, font: str, size: float, colour: RGBColor | None = None) -> None:
    """Text at the end of a paragraph, in a font for both scripts."""
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)  # noqa: SLF001 - python-docx knows no East Asian font
    if colour is not None:
        run.font.color.rgb = colour


def move_in(paragraph: Any, *, left: Length | None = None, right: Length | None = None) -> None:
    """Keep a paragraph away from the edges of the text."""
    paragraph.paragraph_format.left_indent, paragraph.paragraph_format.right_indent = left, right


def set_closely(paragraph: Any, around: float) -> None:
    """A line as high as its letters need, off the grid of the page, with this much room above and below, in points."""
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(around)
    shape.line_spacing = 1.0
    off = _with("w:snapToGrid", val="0")
    paragraph._p.pPr.insert_element_before(off, "w:spacing", "w:ind", "w:jc", "w:rPr")  # noqa: SLF001 - nor off the grid


def hide(paragraph: Any) -> None:
    """Let an empty paragraph take no room."""
    paragraph.paragraph_format.line_spacing = Pt(1)
    for run in paragraph.runs:
        run.font.size = Pt(1)
    mark = OxmlElement("w:rPr")
    mark.append(OxmlElement("w:vanish"))
    paragraph._p.pPr.append(mark)  # noqa: SLF001 - python-docx forms no mark of a paragraph


def rule_below(paragraph: Any, colour: RGBColor) -> None:
    """A line as wide as the text, 4 mm below a paragraph."""
    borders = OxmlElement("w:pBdr")
    borders.append(_with("w:bottom", val="single", sz="12", space="11", color=str(colour)))
    paragraph._p.get_or_add_pPr().insert_element_before(borders, *_AFTER_RULES)  # noqa: SLF001 - python-docx knows no borders


def rule_table(table: Any, colour: str, **edges: int) -> None:
    """Lines of a table, each in eighths of a point; a style is not used, because a template may not have it."""
    borders = OxmlElement("w:tblBorders")
    for edge, size in edges.items():
        borders.append(_with(f"w:{edge}", val="single", sz=str(size), space="0", color=colour))
    table._tbl.tblPr.insert_element_before(borders, *_AFTER_BORDERS)  # noqa: SLF001 - python-docx knows no borders


def stand_at_the_foot(table: Any) -> None:
    """Put a table on the last lines of its page."""
    place = _with(
        "w:tblpPr", topFromText="200", vertAnchor="margin", horzAnchor="margin", tblpXSpec="left",
        tblpYSpec="bottom",
    )  # fmt: skip
    table._tbl.tblPr.insert_element_before(place, *_AFTER_PLACE)  # noqa: SLF001 - python-docx lets no table float


def put_page_number(footer: Any, *, right: bool) -> None:
    """“— 1 —”, one character away from the outer edge of the sheet."""
    paragraph = footer.paragraphs[0]
    paragraph.alignment = _PLACES["right"] if right else WD_ALIGN_PARAGRAPH.LEFT
    move_in(paragraph, left=None if right else Pt(FOURTH), right=Pt(FOURTH) if right else None)
    write(paragraph, "— ", FOOT, FOURTH)
    write(paragraph, "", FOOT, FOURTH)
    for kind, instruction in (("begin", None), (None, "PAGE"), ("end", None)):
        part = _with("w:fldChar", fldCharType=kind) if kind else OxmlElement("w:instrText")
        part.text = instruction
        paragraph.runs[-1]._element.append(part)  # noqa: SLF001 - python-docx knows no fields
    write(paragraph, " —", FOOT, FOURTH)


def set_grid(document: Any) -> None:
    """22 lines of 28 characters a page: 28 of size 3 fit when they stand a little closer. (A grid of characters would do
    the same in Word, but LibreOffice gives a character that is wider than its cell two of them.)
    """
    properties = document.sections[0]._sectPr  # noqa: SLF001 - python-docx knows no grid
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    properties.append(_with("w:docGrid", type="lines", linePitch=str(round(LINE * 20))))
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = BODY, Pt(THIRD)
    shape = normal.element.get_or_add_rPr()
    shape.rFonts.set(qn("w:eastAsia"), BODY)
    shape.insert_element_before(_with("w:spacing", val="-5"), "w:w", "w:kern", "w:position", "w:sz", "w:szCs")


def _with(name: str, **values: str) -> Any:
    element = OxmlElement(name)
    for key, value in values.items():
        element.set(qn(f"w:{key}"), value)
    return element
