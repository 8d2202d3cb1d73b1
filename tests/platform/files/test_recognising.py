"""What a file is, by its content: every type that is known, everything that is refused, and why."""

from pathlib import Path

import pytest

from hotline_platform.errors import Message, Refused
from hotline_platform.files import archives, pictures, recognising
from hotline_platform.files.kinds import TYPES
from hotline_platform.files.recognising import recognise
from tests.enclosures import made

GOOD = {
    "photo.jpg": (made.picture("JPEG"), "image/jpeg"),
    "PHOTO.JPEG": (made.picture("JPEG"), "image/jpeg"),
    "photo.png": (made.picture("PNG"), "image/png"),
    "photo.webp": (made.picture("WEBP"), "image/webp"),
    "photo.gif": (made.picture("GIF"), "image/gif"),
    "photo.bmp": (made.picture("BMP"), "image/bmp"),
    "scan.tif": (made.picture("TIFF"), "image/tiff"),
    "letter.pdf": (made.pdf(), "application/pdf"),
    "letter.docx": (made.office("word"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    "list.xlsx": (made.office("xl"), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    "talk.pptx": (made.office("ppt"), "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
    "letter.odt": (made.open_document(), "application/vnd.oasis.opendocument.text"),
    "letter.ofd": (made.archive(("OFD.xml", b"<ofd/>")), "application/ofd"),
    "letter.doc": (made.old_office("WordDocument"), "application/msword"),
    "letter.wps": (made.old_office("WordDocument"), "application/msword"),
    "list.xls": (made.old_office("Workbook"), "application/vnd.ms-excel"),
    "talk.ppt": (made.old_office("PowerPoint Document"), "application/vnd.ms-powerpoint"),
    "call.wav": (made.sound(), "audio/wav"),
    "call.mp3": (b"ID3\x03\0\0\0\0\0\x0a" + bytes(10) + b"\xff\xfb\x90\x44" + bytes(400), "audio/mpeg"),
    "call.amr": (b"#!AMR\n" + b"\x3c" * 200, "audio/amr"),
    "call.ogg": (b"OggS\0\2" + bytes(22) + b"\1\x13OpusHead" + bytes(100), "audio/ogg"),
    "call.m4a": (made.boxed(b"M4A "), "audio/mp4"),
    "film.mp4": (made.boxed(b"isom"), "video/mp4"),
    "film.mov": (made.boxed(b"qt  "), "video/quicktime"),
    "film.3gp": (made.boxed(b"3gp4"), "video/3gpp"),
    "note.txt": (made.LETTER, "text/plain"),
    "old.txt": (made.LETTER.decode().encode("gb18030"), "text/plain"),
    "wide.txt": (made.LETTER.decode().encode("utf-16"), "text/plain"),
    "list.csv": ("编号,诉求\n1,路灯\n".encode(), "text/plain"),
}  # fmt: skip

HARMFUL: dict[str, tuple[bytes, Message]] = {
    "drawing.svg": (made.SVG, recognising.MARKUP),
    "drawing.txt": (b"\n  " + made.SVG, recognising.MARKUP),
    "wide.txt": (made.SVG.decode().encode("utf-16"), recognising.MARKUP),
    "photo.png": (b'<?xml version="1.0"?>' + made.SVG, recognising.MARKUP),
    "page.html": (b"<!doctype html><p>", recognising.MARKUP),
    "page.pdf": (b"<html><script>alert(1)</script>", recognising.MARKUP),
    "notes.txt": (b"Dear all <script src=x></script>", recognising.MARKUP),
    "run.txt": (b"#!/bin/sh\nrm -rf /\n", recognising.MARKUP),
    "tool.exe": (made.program(), recognising.PROGRAM),
    "photo.jpg": (made.program(), recognising.PROGRAM),
    "tool.pdf": (b"\x7fELF\2\1\1" + bytes(300), recognising.PROGRAM),
    "files.zip": (made.archive(("a.txt", b"a")), archives.ARCHIVE),
    "files.docx": (made.archive(("a.txt", b"a")), archives.ARCHIVE),
    "files.rar": (b"Rar!\x1a\x07\x01\0" + bytes(100), archives.ARCHIVE),
    "macro.docx": (made.office("word", ("word/vbaProject.bin", b"x")), archives.MACROS),
    "macro.doc": (made.old_office("WordDocument", "_VBA_PROJECT"), archives.MACROS),
    "locked.docx": (made.old_office("EncryptedPackage"), archives.LOCKED),
    "photo.heic": (made.boxed(b"heic"), recognising.HEIC),
    "empty.txt": (b"", recognising.EMPTY),
    "noise.txt": (bytes(range(256)) * 3, recognising.UNKNOWN),
    "half.jpg": (made.picture("JPEG")[:2000], pictures.DAMAGED),
    "half.docx": (made.office("word", ("word/x.xml", bytes(range(256)) * 99))[:-300], archives.DAMAGED),
}  # fmt: skip


def kept(folder: Path, content: bytes) -> Path:
    path = folder / "file"
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("name", GOOD)
def test_every_known_type_is_recognised_by_its_content(tmp_path: Path, name: str) -> None:
    content, media_type = GOOD[name]
    assert recognise(kept(tmp_path, content), name).type.media_type == media_type


def test_every_type_has_been_recognised_once() -> None:
    others = {
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.presentation",
    }
    assert {media_type for _, media_type in GOOD.values()} | others == set(TYPES)


@pytest.mark.parametrize("name", HARMFUL)
def test_what_could_do_harm_or_cannot_be_read_is_refused_with_its_reason(tmp_path: Path, name: str) -> None:
    content, why = HARMFUL[name]
    with pytest.raises(Refused) as refused:
        recognise(kept(tmp_path, content), name)
    assert refused.value.message == why


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("bill.pdf", made.picture("JPEG"), "Its name ends in .pdf, but its content is: JPEG picture."),
        ("photo.jpg", made.picture("PNG"), "Its name ends in .jpg, but its content is: PNG picture."),
        ("list.xlsx", made.office("word"), "Its name ends in .xlsx, but its content is: Word document."),
        ("photo.jpg.exe", made.picture("JPEG"), "Its name ends in .exe, but its content is: JPEG picture."),
        ("run.bat", b"del everything", "Its name ends in .bat, but its content is: Plain text."),
        ("photo", made.picture("JPEG"), "Its name has no extension; its content is: JPEG picture. Name it ….jpg."),
    ],
)  # fmt: skip
def test_a_lying_extension_is_refused_and_both_are_named(
    tmp_path: Path, name: str, content: bytes, words: str
) -> None:
    with pytest.raises(Refused) as refused:
        recognise(kept(tmp_path, content), name)
    assert str(refused.value) == words


def test_a_text_that_begins_like_a_picture_is_a_text(tmp_path: Path) -> None:
    content = b"BMW drivers park on the pavement of Flower Bridge Road every night.\n" * 9
    assert recognise(kept(tmp_path, content), "complaint.txt").type.media_type == "text/plain"
