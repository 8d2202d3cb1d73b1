"""A government's own templates: looked at before they are kept, in force for what is issued from then on, put back."""

import datetime as dt
import io
import re
import uuid
import zipfile
from typing import Any

from docx import Document
from docx.opc.exceptions import OpcError
from docxtpl import DocxTemplate
from sqlalchemy import select, update

from hotline_platform.access.actor import Actor
from hotline_platform.access.model import Account
from hotline_platform.audit.recording import note
from hotline_platform.database.session import TWICE, Db
from hotline_platform.errors import N_, NotFound, Refused
from hotline_platform.files.checking import Checked
from hotline_platform.files.keeping import put_file
from hotline_platform.files.kinds import DOCX
from hotline_platform.files.kinds import KINDS as FILE_KINDS
from hotline_platform.files.limits import MEGABYTE, Limit, Limits
from hotline_platform.files.model import File
from hotline_platform.files.stores import Store, key_of
from hotline_platform.identifiers import new_id
from hotline_tenants.papers.kinds import KINDS
from hotline_tenants.papers.model import PaperTemplate
from hotline_tenants.papers.places import Bar, Bars, Heading, Line, Places, Table
from hotline_tenants.papers.strictness import BROKEN, why_broken
from hotline_tenants.papers.writing import filled

NEEDED = ("number", "title", "body", "date")
"""Without these a paper is none."""

LIMITS = Limits(
    {
        kind: Limit(2 * MEGABYTE, 1, (DOCX,)) if kind == "document" else Limit(MEGABYTE, 0, ())
        for kind in FILE_KINDS
    }
)
"""A template is a Word file of two megabytes at most, whatever else the government accepts."""

_OUTSIDE = re.compile(
    rb'Type="[^"]*/(?!hyperlink")[^"/]*"[^>]*TargetMode="External"|TargetMode="External"[^>]*Type="[^"]*/(?!hyperlink")[^"/]*"'
)
_INSIDE = re.compile(r"^word/(embeddings|activeX|afchunk)", re.IGNORECASE)


_UNFIT: tuple[type[Exception], ...] = (
    *BROKEN, OpcError, KeyError, ValueError, AttributeError, TypeError,
)  # fmt: skip
"""What the libraries raise on a file that is a Word document and still none for a paper."""


def sample(kind: str) -> Places:
    """A paper with something in every place, to try a template with and to show what it makes."""
    return Places(
        kind=kind, office="示例市市长公开电话值班室", number="示例〔2026〕1号", title="关于示例事项的文件", addressee="各区（县）公开电话",
        body=(
            Heading("一、基本情况"), Line("此处为正文。"), Table("表1　示例", ("单位", "件数"), (("甲区", "12"), ("乙县", "3"))),
            Bars("图1　示例", ("单位", "按时答复率"), (Bar("甲区", "91.7%", 0.917, 0.65, 0.98),)),
        ),
        date="2026年3月2日", deadline="请于2026年3月9日前书面报告。", contact="联系方式：0531-12345", attachments=("示例清单",),
        copies="市政府办公室", signer="张三",
    )  # fmt: skip


def look_at(content: bytes, kind: str) -> None:
    """Look at a template before it is kept: what it holds, what it reaches for, and what it makes of a whole paper.

    Raises Refused in words that name the field.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            if _INSIDE.search(name):
                raise Refused(N_("The template has another document embedded in it. Take it out."))
            if name.endswith(".rels") and _OUTSIDE.search(parts.read(name)):
                raise Refused(
                    N_("The template loads something from another place. It must hold everything itself.")
                )
    made = _tried(content, kind)
    for field in NEEDED:
        if getattr(sample(kind), field) not in made if field != "body" else "此处为正文。" not in made:
            raise Refused(N_("The template lacks the field %(field)s.", field=f"{{{{ {field} }}}}"))


def _tried(content: bytes, kind: str) -> str:
    """All words of the paper that the template makes of the sample."""
    try:
        _body_stands_alone(content)
        document = Document(io.BytesIO(filled(content, sample(kind))))
    except _UNFIT as error:
        if why := why_broken(error):
            raise Refused(N_("The template cannot be read: %(why)s", why=why)) from error
        raise Refused(
            N_("No paper can be made with this template. Begin with ours and change it step by step.")
        ) from error
    parts = [document.element.body]
    for section in document.sections:
        parts += [one._p for part in (section.header, section.footer) for one in part.paragraphs]  # noqa: SLF001
    return "".join(text for part in parts for text in part.itertext())


def _body_stands_alone(content: bytes) -> None:
    xml = DocxTemplate(io.BytesIO(content))
    xml.init_docx()
    paragraphs = [one.text.strip() for one in xml.docx.paragraphs]
    paragraphs += [
        one.text.strip() for table in xml.docx.tables for row in table.rows for cell in row.cells
        for one in cell.paragraphs
    ]  # fmt: skip
    holding = [one for one in paragraphs if re.search(r"\{\{\s*body\s*\}\}", one)]
    if any(not re.fullmatch(r"\{\{\s*body\s*\}\}", one) for one in holding) or len(set(holding)) > 1:
        raise Refused(N_("{{ body }} stands once, in a paragraph of its own: tables come in its place."))


async def set_template(db: Db, actor: Actor, kind: str, checked: Checked, *, at: dt.datetime) -> None:
    """Put a template that was looked at and placed in force; what was issued before stays as it is."""
    actor.need("paper.template")
    if kind not in KINDS:
        raise NotFound
    await _end(db, actor, kind, at=at)
    file_id = await put_file(db, actor, checked, at=at)
    await db.write()
    db.put(
        PaperTemplate, id=new_id(), kind=kind, file_id=file_id, since=at, by=actor.account_id,
    )  # fmt: skip
    note(
        db, "paper_template_set", account_id=actor.account_id, at=at, paper=kind,
        content=checked.received.digest.hex(),
    )  # fmt: skip
    try:
        await db.write()
    except TWICE:
        raise Refused(N_("Somebody uploaded a template at the same moment. Look at it first.")) from None


async def put_back(db: Db, actor: Actor, kind: str, *, at: dt.datetime) -> None:
    """Use what is inherited again from now on: the template of the government above, or ours. Raises Refused where it is
    used already.
    """
    actor.need("paper.template")
    if kind not in KINDS:
        raise NotFound
    if not await _end(db, actor, kind, at=at):
        raise Refused(N_("There is no template of your own to give up."))
    note(db, "paper_template_put_back", account_id=actor.account_id, at=at, paper=kind)


async def _end(db: Db, actor: Actor, kind: str, *, at: dt.datetime) -> bool:
    ended = await db.execute(
        update(PaperTemplate)
        .where(
            PaperTemplate.tenant_id == db.tenant, PaperTemplate.kind == kind, PaperTemplate.ended_at.is_(None)
        )
        .values(ended_at=at, ended_by=actor.account_id)
        .returning(PaperTemplate.id)
    )  # fmt: skip
    return ended.first() is not None


async def in_force(db: Db) -> dict[str, Any]:
    """By kind: the template, its file and who uploaded it, where a government has its own."""
    wanted = (
        select(PaperTemplate, File, Account.name)
        .join(File, (File.tenant_id == db.tenant) & (File.id == PaperTemplate.file_id))
        .outerjoin(Account, Account.id == PaperTemplate.by)
        .where(PaperTemplate.tenant_id == db.tenant, PaperTemplate.ended_at.is_(None))
    )
    return {template.kind: (template, file, by) for template, file, by in await db.execute(wanted)}


async def content_of(db: Db, store: Store, template_id: uuid.UUID | None) -> bytes | None:
    """The bytes of a template; None for ours."""
    if template_id is None:
        return None
    wanted = (
        select(File)
        .join(PaperTemplate, (PaperTemplate.tenant_id == db.tenant) & (PaperTemplate.file_id == File.id))
        .where(File.tenant_id == db.tenant, PaperTemplate.id == template_id)
    )
    file = (await db.execute(wanted)).scalar_one()
    assert file.digest is not None
    key = key_of(db.tenant, file.digest)
    return b"".join([piece async for piece in store.read(key, 0, file.size)])
