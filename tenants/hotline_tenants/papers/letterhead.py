"""Our own templates of official papers, drawn once: red head, number, title, addressee, body, office, date, seal area,
page number.

Type sizes, margins and the red line follow GB/T 9704-2012 (format of official documents).
"""

import io
from functools import cache
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from hotline_tenants.papers.kinds import KINDS

RED, BLACK = RGBColor(0xC8, 0x10, 0x2E), RGBColor(0, 0, 0)
TITLE, BODY, HEAD, SMALL_HEAD, FOOT = "方正小标宋简体", "仿宋_GB2312", "方正小标宋简体", "黑体", "宋体"
SECOND, THIRD, FOURTH = 22, 16, 14
"""Chinese type sizes 2, 3 and 4 in points."""
TEXT_WIDTH = Mm(156)
LARGEST_HEAD, SMALLEST_HEAD = 30, 18
_PLACES = {
    "left": WD_ALIGN_PARAGRAPH.JUSTIFY,
    "centre": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def head_size(office: str) -> int:
    """In points: as large as the name of an office stands in one line, within reason."""
    return max(SMALLEST_HEAD, min(LARGEST_HEAD, int(TEXT_WIDTH.pt) // max(1, len(office))))


@cache
def letterhead(kind: str, head: int = LARGEST_HEAD) -> bytes:
    """The template of a kind as a Word file; its fields are those of `templates.FIELDS`."""
    document, known = Document(), KINDS[kind]
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    _page_number(section)
    add_line(document, "{{ office }}", HEAD, head, colour=RED, align="centre")
    if known.upward:
        number = add_line(document, "{{ number }}\t签发人：{{ signer }}", BODY, THIRD, rules=("bottom",))
        number.paragraph_format.tab_stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    else:
        add_line(document, "{{ number }}", BODY, THIRD, align="centre", rules=("bottom",))
    add_line(document, "", BODY, THIRD)
    add_line(document, "{{ title }}", TITLE, SECOND, align="centre")
    add_line(document, "", BODY, THIRD)
    _where(document, "addressee", "{{ addressee }}：")
    add_line(document, "{{ body }}", BODY, THIRD, indent=True)
    for name in ("deadline", "contact"):
        _where(document, name, f"{{{{ {name} }}}}", indent=True, kept=True)
    add_line(document, "{%p for attachment in attachments %}", BODY, THIRD)
    add_line(document, "附件{{ loop.index }}：{{ attachment }}", BODY, THIRD, indent=True, kept=True)
    add_line(document, "{%p endfor %}", BODY, THIRD)
    for _ in range(3):  # room for the seal, which lies over office and date
        add_line(document, "", BODY, THIRD, kept=True)
    add_line(document, "{{ office }}", BODY, THIRD, align="right", kept=True)
    add_line(document, "{{ date }}", BODY, THIRD, align="right", kept=True)
    add_line(document, "（印章）", BODY, FOURTH, align="right")
    _where(document, "copies", "抄送：{{ copies }}", size=FOURTH, rules=("top", "bottom"))
    if not known.upward:
        _where(document, "signer", "签发人：{{ signer }}", size=FOURTH)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def add_line(
    document: Any, text: str, font: str, size: float, *, align: str = "left", colour: RGBColor | None = None,
    indent: bool = False, rules: tuple[str, ...] = (), kept: bool = False,
) -> Any:  # fmt: skip
    """One paragraph at the end of a document. `rules` are lines at its top and bottom: a red one below the number, black
    ones about what stands at the foot. `kept`: on one page with the next, so that no signature stands alone.
    """
    paragraph = document.add_paragraph()
    paragraph.alignment = _PLACES[align]
    shape = paragraph.paragraph_format
    shape.space_before = shape.space_after = Pt(0)
    shape.line_spacing_rule, shape.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(max(29, size * 1.5))
    if indent:
        shape.first_line_indent = Pt(2 * size)
    shape.keep_with_next = kept or None
    if rules:
        _rule(paragraph, rules)
    write(paragraph, text, font, size, colour)
    return paragraph


def write(paragraph: Any, text: str, font: str, size: float, colour: RGBColor | None = None) -> None:
    """Text at the end of a paragraph, in a font for both scripts."""
    run = paragraph.add_run(text)
    run.font.name, run.font.size = font, Pt(size)
    run._element.rPr.rFonts.set(qn("w:eastAsia"), font)  # noqa: SLF001 - python-docx knows no East Asian font
    if colour is not None:
        run.font.color.rgb = colour


def _where(
    document: Any,
    field: str,
    text: str,
    *,
    size: int = THIRD,
    indent: bool = False,
    rules: tuple[str, ...] = (),
    kept: bool = False,
) -> None:
    """A paragraph that stands only where its field says something."""
    add_line(document, f"{{%p if {field} %}}", BODY, size)
    add_line(document, text, BODY, size, indent=indent, rules=rules, kept=kept)
    add_line(document, "{%p endif %}", BODY, size)


def _page_number(section: Any) -> None:
    """“— 1 —” in the middle of the foot."""
    paragraph = section.footer.paragraphs[0]
    paragraph.alignment = _PLACES["centre"]
    write(paragraph, "— ", FOOT, FOURTH)
    write(paragraph, "", FOOT, FOURTH)
    for kind, instruction in (("begin", None), (None, "PAGE"), ("end", None)):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        else:
            part.text = instruction
        paragraph.runs[-1]._element.append(part)  # noqa: SLF001 - python-docx knows no fields
    write(paragraph, " —", FOOT, FOURTH)


def _rule(paragraph: Any, sides: tuple[str, ...]) -> None:
    borders, colour = OxmlElement("w:pBdr"), BLACK if "top" in sides else RED
    for side in sides:
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", "12"), ("space", "6"), ("color", str(colour))):
            line.set(qn(f"w:{name}"), value)
        borders.append(line)
    paragraph._p.get_or_add_pPr().append(borders)  # noqa: SLF001 - python-docx knows no borders
