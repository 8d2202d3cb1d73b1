"""What a template may hold, and what is refused before it is kept, in words that name the field."""

import io
import zipfile

import pytest
from docx import Document

from hotline_platform.errors import Refused
from hotline_tenants.papers.kinds import KINDS
from hotline_tenants.papers.letterhead import letterhead
from hotline_tenants.papers.templates import look_at, sample
from hotline_tenants.papers.writing import filled
from tests.papers.making import WHOLE, template, words_in


@pytest.mark.parametrize("kind", KINDS)
def test_our_own_template_of_every_kind_passes_its_own_look(kind: str) -> None:
    look_at(letterhead(kind), kind)
    said = words_in(filled(letterhead(kind), sample(kind)))
    for words in ("示例〔2026〕1号", "关于示例事项的文件", "甲区", "附件1：示例清单", "签发人：张三"):
        assert words in said


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
    "a broken tag": ((*WHOLE, "{% if title %}"), "cannot be read"),
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
