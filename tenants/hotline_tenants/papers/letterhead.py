"""Our own templates of official papers, drawn once: red head, number, title, addressee, body, office and date with room
for the seal, and at the foot who gets a copy and who issued it when.

They follow GB/T 9704-2012 (format of official documents): what goes upward names its signer beside the number, other
papers name none.
"""

import io
from functools import cache
from typing import Any

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT
from docx.shared import Mm, Pt

from hotline_tenants.papers.kinds import KINDS
from hotline_tenants.papers.typesetting import (
    BODY,
    FOURTH,
    RED,
    SECOND,
    SECOND_HEAD,
    TEXT_WIDTH,
    THIRD,
    TITLE,
    add_line,
    hide,
    move_in,
    put_page_number,
    rule_below,
    rule_table,
    set_grid,
    set_line,
    stand_at_the_foot,
    write,
)

LARGEST_HEAD, SMALLEST_HEAD = 40, 18
USUAL = 12
"""So many characters has the name of an office where none is known."""


def head_size(office: int) -> int:
    """In points: as large as a name of so many characters stands in one line, within reason."""
    return max(SMALLEST_HEAD, min(LARGEST_HEAD, int(TEXT_WIDTH.pt * 0.96) // max(1, office)))


@cache
def letterhead(kind: str, office: int = USUAL) -> bytes:
    """The template of a kind as a Word file, for an office whose name has so many characters; its fields are those of
    `writing.FIELDS`.
    """
    document = Document()
    _page(document)
    _head(document, head_size(office), upward=KINDS[kind].upward)
    for _ in range(2):
        add_line(document, "")
    add_line(document, "{{ title }}", TITLE, SECOND, align="centre")
    add_line(document, "")
    _where(document, "addressee", "{{ addressee }}：")
    add_line(document, "{{ body }}", indent=True)
    _where(document, "deadline", "{{ deadline }}", indent=True, kept=True)
    add_line(document, "{%p for attachment in attachments %}")
    add_line(document, "{%p if loop.first %}")
    add_line(document, "")
    add_line(document, "附件：{{ loop.index }}.{{ attachment }}", indent=True, kept=True)
    add_line(document, "{%p endif %}")
    add_line(document, "{%p if not loop.first %}")
    further = add_line(document, "{{ loop.index }}.{{ attachment }}", kept=True)
    move_in(further, left=Pt(5 * THIRD))
    add_line(document, "{%p endif %}")
    add_line(document, "{%p endfor %}")
    _signature(document, office)
    _where(document, "contact", "（{{ contact }}）", indent=True, kept=True)
    _foot(document)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _page(document: Any) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(24.5)  # its line then lies 7 mm below the text
    set_grid(document)
    document.settings.odd_and_even_pages_header_footer = True
    put_page_number(section.footer, right=True)
    put_page_number(section.even_page_footer, right=False)


def _head(document: Any, size: int, *, upward: bool) -> None:
    """The name of the office 35 mm below the edge of the text, two lines below it the number, and the red line."""
    office = add_line(document, "{{ office }}", TITLE, size, colour=RED, align="centre")
    office.paragraph_format.space_before = Mm(30)  # the line is higher than its letters
    for _ in range(2):
        add_line(document, "")
    if not upward:
        rule_below(add_line(document, "{{ number }}", align="centre"), RED)
        return
    number = add_line(document, "　{{ number }}\t签发人：")
    number.paragraph_format.tab_stops.add_tab_stop(Pt(TEXT_WIDTH.pt - THIRD), WD_TAB_ALIGNMENT.RIGHT)
    write(number, "{{ signer }}", SECOND_HEAD, THIRD)
    rule_below(number, RED)


def _signature(document: Any, office: int) -> None:
    """The office above the middle of the date, which ends four characters from the edge, with room for the seal that lies
    over both.
    """
    for _ in range(2):
        add_line(document, "", kept=True)
    middle = max(4 * THIRD + 3.5 * THIRD, (office + 1) * THIRD / 2)  # from the edge
    for words in ("{{ office }}", "{{ date }}"):
        line = add_line(document, words, align="centre", kept=True)
        move_in(line, left=Pt(max(0, TEXT_WIDTH.pt - 2 * middle)))


def _foot(document: Any) -> None:
    """Who gets a copy and who issued it when, on the last lines of the last page."""
    table = document.add_table(4, 1)
    table.autofit = False
    stand_at_the_foot(table)
    rule_table(table, "000000", top=8, bottom=8, insideH=6)
    for row, words in zip(
        table.rows,
        ("{%tr if copies %}", "抄送：{{ copies }}。", "{%tr endif %}", "{{ office }}\t{{ date }}印发"),
        strict=True,
    ):
        row.cells[0].width = TEXT_WIDTH
        line = set_line(row.cells[0].paragraphs[0], words, BODY, FOURTH, kept="印发" not in words)
        move_in(line, left=Pt(FOURTH), right=Pt(FOURTH))
        line.paragraph_format.line_spacing = Pt(24)
        if "\t" in words:
            line.alignment = WD_ALIGN_PARAGRAPH.LEFT
            line.paragraph_format.tab_stops.add_tab_stop(
                Pt(TEXT_WIDTH.pt - 2 * FOURTH), WD_TAB_ALIGNMENT.RIGHT
            )
    hide(add_line(document, ""))  # a document cannot end with a table


def _where(document: Any, field: str, text: str, *, indent: bool = False, kept: bool = False) -> None:
    """A paragraph that stands only where its field says something."""
    add_line(document, f"{{%p if {field} %}}")
    add_line(document, text, indent=indent, kept=kept)
    add_line(document, "{%p endif %}")
