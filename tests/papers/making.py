"""Papers for the tests: issued about nothing in particular, and templates made on the spot."""

import io
import uuid
from collections.abc import Iterable

from docx import Document

from hotline_platform.database.session import Db
from hotline_tenants.papers.kinds import SERIES
from hotline_tenants.papers.model import Paper
from hotline_tenants.papers.places import Heading, Line, Places, Table
from hotline_tenants.papers.registering import Subject, issue_paper
from tests.conftest import House

WHOLE = ("{{ office }}", "{{ number }}", "{{ title }}", "{{ addressee }}：", "{{ body }}", "{{ date }}")


async def fill(number: str, date: str) -> Places:
    return Places(
        kind="rectification", office="临江市市长公开电话值班室", number=number, title="关于限期整改的通知", addressee="东湖区",
        body=(Heading("一、问题"), Line("抽查发现答复未附证据。"), Table("问题清单", ("工单", "问题"), (("1号", "无证据"),))),
        date=date,
    )  # fmt: skip


async def issue(db: Db, house: House, subject: uuid.UUID | None = None) -> Paper:
    """One notice, issued by the head of the duty room."""
    return await issue_paper(
        db, house.cast.actors["duty_head"], Subject("rectification", subject or uuid.uuid4()),
        SERIES["rectification"], fill, at=house.now,
    )  # fmt: skip


def template(paragraphs: Iterable[str] = WHOLE) -> bytes:
    """A Word file with these paragraphs."""
    document = Document()
    document.core_properties.comments = ""
    for words in paragraphs:
        document.add_paragraph(words)
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def words_in(content: bytes) -> str:
    """Everything that a Word file says."""
    return "".join(Document(io.BytesIO(content)).element.body.itertext())
