"""What a template may hold, and what is refused before it is kept, in words that name the field."""

import io
import itertools
import zipfile

import pytest
from docx import Document

from hotline_platform.errors import Refused
from hotline_tenants.papers.kinds import KINDS
from hotline_tenants.papers.letterhead import head_size, letterhead
from hotline_tenants.papers.naming import government
from hotline_tenants.papers.places import Heading, Line, Places, chapters
from hotline_tenants.papers.templates import look_at, sample
from hotline_tenants.papers.titles import LONGEST, headed, in_lines
from hotline_tenants.papers.typesetting import TEXT_WIDTH
from hotline_tenants.papers.writing import docx, filled
from tests.papers.making import WHOLE, template, words_in


@pytest.mark.parametrize("kind", KINDS)
def test_our_own_template_of_every_kind_passes_its_own_look(kind: str) -> None:
    look_at(letterhead(kind), kind)
    said = words_in(filled(letterhead(kind), sample(kind)))
    for words in ("示例〔2026〕1号", "关于示例事项的文件", "甲区", "附件：1.示例清单", "2026年3月2日印发"):
        assert words in said
    assert ("签发人：张三" in said) is KINDS[kind].upward


def test_a_template_with_conditions_lists_and_a_header_is_accepted() -> None:
    document = Document(io.BytesIO(template()))
    document.sections[0].header.paragraphs[0].text = "{{ office }}"
    for words in ("{%p for each in attachments %}", "{{ loop.index }} {{ each }}", "{%p endfor %}",
                  "{%p if copies and not signer %}", "抄送：{{ copies }}", "{%p endif %}"):  # fmt: skip
        document.add_paragraph(words)
    made = io.BytesIO()
    document.save(made)
    look_at(made.getvalue(), "circular")


REFUSED = {
    "an unknown field": ((*WHOLE, "{{ mayor }}"), "mayor"),
    "a part of a field": ((*WHOLE, "{{ title.__class__ }}"), "title.__class__"),
    "a call": ((*WHOLE, "{{ title.format() }}"), "Call"),
    "arithmetic": ((*WHOLE, "{{ title * 1000000000 }}"), "Mul"),
    "a filter": ((*WHOLE, "{{ title|upper }}"), "Filter"),
    "an inclusion": ((*WHOLE, "{% include '/etc/passwd' %}"), "Include"),
    "a loop in a loop": (
        (*WHOLE, "{% for a in attachments %}{% for b in attachments %}{{ b }}{% endfor %}{% endfor %}"),
        "not inside another list",
    ),
    "a loop over words": ((*WHOLE, "{% for a in title %}{{ a }}{% endfor %}"), "not inside another list"),
    "a broken tag": ((*WHOLE, "{% if title %}"), "cannot be read: a condition or a list is opened and not closed"),
    "an unknown tag": ((*WHOLE, "{% stamp %}"), "knows the tag stamp"),
    "a broken field": ((*WHOLE, "{{ title title }}"), "between braces stands"),
    "no number": (("{{ title }}", "{{ body }}", "{{ date }}"), "{{ number }}"),
    "a body inside a sentence": (("{{ number }}{{ title }}{{ date }}", "如下：{{ body }}"), "paragraph of its own"),
}  # fmt: skip


@pytest.mark.parametrize("what", REFUSED)
def test_a_template_is_refused_by_name_of_what_is_wrong(what: str) -> None:
    paragraphs, told = REFUSED[what]
    look_at(template(), "circular")
    with pytest.raises(Refused) as refused:
        look_at(template(paragraphs), "circular")
    assert told in str(refused.value)


def test_what_hides_in_the_properties_of_the_file_is_looked_at_as_well() -> None:
    document = Document(io.BytesIO(template()))
    document.core_properties.title = "{{ title.__class__ }}"
    made = io.BytesIO()
    document.save(made)
    with pytest.raises(Refused, match=r"title\.__class__"):
        look_at(made.getvalue(), "circular")


def test_a_template_that_loads_something_from_elsewhere_is_refused() -> None:
    outside = (
        '<Relationship Id="rIdX" Target="https://example.org/x.dotm" TargetMode="External" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/></Relationships>'
    )
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(template())) as old, zipfile.ZipFile(made, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "word/_rels/document.xml.rels":
                content = content.replace(b"</Relationships>", outside.encode())
            new.writestr(name, content)
    with pytest.raises(Refused, match="from another place"):
        look_at(made.getvalue(), "circular")


def test_the_name_of_an_office_stands_in_one_line_and_no_signature_alone_on_a_page() -> None:
    office = "云州市人民政府市长公开电话值班室"
    assert head_size(len("市公开电话值班室")) == 40
    assert head_size(len(office)) * len(office) <= TEXT_WIDTH.pt
    places = Places(
        kind="circular", office=office, number="云州通〔2026〕1号", title="市民热线工单办理情况周通报（2026年11月16日至11月22日）",
        addressee="云溪区", body=(Line("请认真办理。"),), date="2026年11月29日", copies="市政府办公室",
    )  # fmt: skip
    document = Document(io.BytesIO(docx(places)))
    lines = {one.text: one for one in document.paragraphs}
    assert "市民热线工单办理情况周通报\n（2026年11月16日至11月22日）" in lines
    assert all(lines[words].paragraph_format.keep_with_next for words in ("请认真办理。", "2026年11月29日"))
    assert "PAGE" in document.sections[0].footer.paragraphs[0]._p.xml


def test_pages_count_at_their_outer_edge_and_the_foot_says_who_issued_it_when() -> None:
    document = Document(io.BytesIO(docx(sample("supervision"))))
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer
    for footer, side in ((section.footer, "RIGHT"), (section.even_page_footer, "LEFT")):
        assert footer.paragraphs[0].alignment is not None
        assert footer.paragraphs[0].alignment.name == side
    foot = [row.cells[0].text for row in document.tables[-1].rows]
    assert foot == ["抄送：市政府办公室。", "示例市市长公开电话值班室\t2026年3月2日印发"]
    assert "tblpYSpec" in document.tables[-1]._tbl.xml  # at the foot of its page


def test_a_long_title_stands_in_lines_of_one_length_that_tear_no_number() -> None:
    assert in_lines("关于占道停车的督办函") == ("关于占道停车的督办函",)
    lines = in_lines("关于解放路供水管网爆管抢修迟缓及群众反复投诉问题的督办函")
    assert lines == ("关于解放路供水管网爆管抢修迟缓及", "群众反复投诉问题的督办函")
    for title in (
        "关于" + "一二三四五六七八九十" * 5 + "的通知",
        "关于20261130003110、20261130003111号工单逾期未答复的督办函",
    ):
        lines = in_lines(title)
        assert "".join(lines) == title
        assert all(len(line) <= LONGEST for line in lines)
        assert not any(one[-1].isdigit() and after[0].isdigit() for one, after in itertools.pairwise(lines))


def test_lines_that_count_themselves_are_set_as_headings() -> None:
    assert headed("一、基本情况") == (1, "一、基本情况", "")
    assert headed("（二）举一反三。排查同类问题。") == (2, "（二）举一反三。", "排查同类问题。")
    for plain in ("一、请立即核查，限期办结。", "请举一反三。", "1.补装井盖"):
        assert headed(plain) == (0, plain, "")
    body = (Line("一、基本情况"), Line("（二）举一反三。排查同类问题。"))
    places = Places(
        kind="supervision", office="临江市市长公开电话值班室", number="临江督〔2026〕1号", title="关于井盖的督办函", addressee="市住建局",
        body=body, date="2026年3月2日",
    )  # fmt: skip
    lines = {one.text: one for one in Document(io.BytesIO(docx(places))).paragraphs}
    assert lines["一、基本情况"].runs[0].font.name == "黑体"
    assert [one.font.name for one in lines["（二）举一反三。排查同类问题。"].runs] == [
        "楷体_GB2312",
        "仿宋_GB2312",
    ]


def test_a_government_is_addressed_as_one_and_a_development_area_by_its_committee() -> None:
    assert government("东湖区") == "东湖区人民政府"
    assert government("星野新区") == "星野新区管理委员会"


def test_names_of_chapters_are_counted_unless_a_text_counts_itself() -> None:
    assert chapters(("问题", "井盖缺失。"), ("要求", "补装。")) == (
        Heading("一、问题"), Line("井盖缺失。"), Heading("二、要求"), Line("补装。"),
    )  # fmt: skip
    assert chapters(("问题", "井盖缺失。"), ("要求", "一、补装井盖\n二、举一反三")) == (
        Line("问题："), Line("井盖缺失。"), Line("要求："), Line("一、补装井盖"), Line("二、举一反三"),
    )  # fmt: skip
