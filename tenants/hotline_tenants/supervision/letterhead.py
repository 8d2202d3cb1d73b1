"""Our own template of an official paper, drawn once: red head, number, title, addressee, body, office, date, seal area.

Type sizes, margins and the red line follow GB/T 9704-2012 (format of official documents).
"""

import io
from functools import cache
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

RED = RGBColor(0xC8, 0x10, 0x2E)
TITLE, BODY, HEAD = "方正小标宋简体", "仿宋_GB2312", "方正小标宋简体"
SECOND, THIRD, FOURTH = 22, 16, 14
"""Chinese type sizes 2, 3 and 4 in points."""


@cache
def letterhead() -> bytes:
    """The template as a Word file; its places are those of `papers.Paper`."""
    document = Document()
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    _line(document, "{{ office }}", HEAD, 30, colour=RED, align="centre")
    _line(document, "{{ number }}", BODY, THIRD, align="centre", rule=True)
    _line(document, "", BODY, THIRD)
    _line(document, "{{ title }}", TITLE, SECOND, align="centre")
    _line(document, "", BODY, THIRD)
    _line(document, "{{ addressee }}：", BODY, THIRD)
    for name in ("facts", "requirement"):
        _line(document, f"{{%p for line in {name} %}}", BODY, THIRD)
        _line(document, "{{ line }}", BODY, THIRD, indent=True)
        _line(document, "{%p endfor %}", BODY, THIRD)
    _line(document, "{{ deadline }}", BODY, THIRD, indent=True)
    _line(document, "{{ contact }}", BODY, THIRD, indent=True)
    for _ in range(3):  # room for the seal, which lies over office and date
        _line(document, "", BODY, THIRD)
    _line(document, "{{ office_name }}", BODY, THIRD, align="right")
    _line(document, "{{ date }}", BODY, THIRD, align="right")
    _line(document, "（印章）", BODY, FOURTH, align="right")
    _line(document, "{%p if copies %}", BODY, FOURTH)
    _line(document, "抄送：{{ copies }}", BODY, FOURTH, rule=True)
    _line(document, "{%p endif %}", BODY, FOURTH)
    _line(document, "{%p if signer %}", BODY, FOURTH)
    _line(document, "签发人：{{ signer }}", BODY, FOURTH)
    _line(document, "{%p endif %}", BODY, FOURTH)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _line(
    document: Any, text: str, font: str, size: int, *, align: str = "left", colour: RGBColor | None = None,
    indent: bool = False, rule: bool = False,
) -> None:  # fmt: skip
    paragraph = document.add_paragraph()
    places = {
        "left": WD_ALIGN_PARAGRAPH.JUSTIFY,
        "centre": WD_ALIGN_PARAGRAPH.CENTER,
        "right": WD_ALIGN_PARAGRAPH.RIGHT,
    }
    paragraph.alignment = places[align]
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(max(29, size * 1.5))
    if indent:
        shape.first_line_indent = Pt(2 * size)
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)  # noqa: SLF001 - python-docx knows no East Asian font
    if colour is not None:
        run.font.color.rgb = colour
    if rule:
        _rule_below(paragraph)


def _rule_below(paragraph: Any) -> None:
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "12"), ("space", "6"), ("color", str(RED))):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001 - python-docx knows no borders
