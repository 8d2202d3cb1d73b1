"""What a file is, by its content; its name only has to agree."""

import codecs
import mmap
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import puremagic

from hotline_platform.errors import N_, Message, Refused
from hotline_platform.files import archives, pictures
from hotline_platform.files.kinds import TYPES, FileType
from hotline_platform.files.names import extension_of

_HEAD = 64 * 1024

EMPTY: Message = N_("The file is empty.")
UNKNOWN: Message = N_("It is of a kind that is not accepted.")
MARKUP: Message = N_(
    "Web pages, SVG drawings and scripts are not accepted: they could run in the reader's browser."
)
PROGRAM: Message = N_("A program is not accepted.")
HEIC: Message = N_("HEIC pictures cannot be shown everywhere: save it as JPEG.")


@dataclass(frozen=True)
class Recognised:
    """What a file is; `picture` where it is one."""

    type: FileType
    picture: pictures.Picture | None = None


def recognise(path: Path, name: str) -> Recognised:
    """Look at a whole file, in bounded memory and time; call it in a thread.

    Raises Refused for what the product does not know, what could harm the reader, what is damaged, and for a name
    whose extension says something else than the content.
    """
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if not head:
        raise Refused(EMPTY)
    picture = None
    if (media_type := _by_structure(path, head)) is None:
        media_type, picture = _by_signature(path, head)
    found = TYPES[media_type]
    said = extension_of(name)
    if said not in found.extensions:
        raise Refused(_lie(said, found))
    return Recognised(found, picture)


def _lie(said: str, found: FileType) -> Message:
    if not said:
        return N_("Its name has no extension; its content is: %(type)s. Name it %(right)s.",
                  type=found.label, right=f"….{found.extensions[0]}")  # fmt: skip
    return N_("Its name ends in .%(said)s, but its content is: %(type)s.", said=said, type=found.label)


def _by_structure(path: Path, head: bytes) -> str | None:
    """Containers that hold many things: only what is inside tells."""
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return archives.office_type(path)
    if head.startswith(bytes.fromhex("d0cf11e0a1b11ae1")):
        return _old_office_type(path)
    if head[4:8] == b"ftyp":
        return _by_brand(head[8:12])
    return None


_OLD_OFFICE = {
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
}


def _old_office_type(path: Path) -> str:
    """By the names of the streams in a compound file, which stand in its directory in UTF-16."""
    with path.open("rb") as stream, mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ) as content:
        if _names(content, "_VBA_PROJECT"):
            raise Refused(archives.MACROS)
        if _names(content, "EncryptedPackage"):
            raise Refused(archives.LOCKED)
        for name, media_type in _OLD_OFFICE.items():
            if _names(content, name):
                return media_type
    raise Refused(UNKNOWN)


def _names(content: mmap.mmap, name: str) -> bool:
    return content.find(f"{name}\0".encode("utf-16-le")) >= 0


def _by_brand(brand: bytes) -> str:
    if brand in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis"):
        raise Refused(HEIC)
    if brand.startswith((b"M4A", b"M4B", b"F4A")):
        return "audio/mp4"
    if brand.startswith((b"3g", b"3G")):
        return "video/3gpp"
    return "video/quicktime" if brand == b"qt  " else "video/mp4"


_SIGNATURES: dict[str, str] = {
    ".pdf": "application/pdf", ".mp3": "audio/mpeg", ".mpga": "audio/mpeg", ".wav": "audio/wav", ".amr": "audio/amr",
    ".ogg": "audio/ogg", ".oga": "audio/ogg", ".jpg": "picture", ".jpeg": "picture", ".jfif": "picture",
    ".png": "picture", ".webp": "picture", ".gif": "picture", ".tif": "picture", ".tiff": "picture", ".bmp": "picture",
}  # fmt: skip
_FORBIDDEN: dict[str, Message] = {
    **dict.fromkeys((".svg", ".svgz", ".html", ".htm", ".xhtml", ".xml", ".swf"), MARKUP),
    **dict.fromkeys((".exe", ".dll", ".scr", ".com", ".lnk", ".class", ".msi", ".apk", ".AppImage"), PROGRAM),
    **dict.fromkeys((".rar", ".7z", ".gz", ".bz2", ".xz", ".tar", ".cab", ".iso"), archives.ARCHIVE),
}


def _by_signature(path: Path, head: bytes) -> tuple[str, pictures.Picture | None]:
    """By the first bytes; where those say nothing, it may be text."""
    forbidden = PROGRAM if head.startswith(b"\x7fELF") else None
    for extension in _signatures(path):
        if extension in _SIGNATURES:
            media_type = _SIGNATURES[extension]
            return _picture_or_text(path, head) if media_type == "picture" else (media_type, None)
        forbidden = forbidden or _FORBIDDEN.get(extension)
    if forbidden is not None:
        raise Refused(forbidden)
    if not _is_text(path, head):
        raise Refused(UNKNOWN)
    return "text/plain", None


def _picture_or_text(path: Path, head: bytes) -> tuple[str, pictures.Picture | None]:
    """Signatures of two letters occur in words as well."""
    try:
        picture = pictures.look_at(path)
    except Refused as refusal:
        if refusal.message == pictures.DAMAGED and _is_text(path, head):
            return "text/plain", None
        raise
    return picture.media_type, picture


def _signatures(path: Path) -> list[str]:
    try:
        return [match.extension for match in puremagic.magic_file(path)]
    except puremagic.PureError:
        return []


_MARKUP = re.compile(rb"\s*(<[!?a-z%]|#!|\{\\rtf|@echo|mime-version:)", re.IGNORECASE)
_MARKUP_INSIDE = re.compile(rb"<(script|svg|html|iframe|object|embed)[\s>/]", re.IGNORECASE)
_BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


def _is_text(path: Path, head: bytes) -> bool:
    """Text in one of the encodings in use here, from its first to its last byte, and nothing that runs."""
    marked = head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    bare = head.decode("utf-16", errors="replace").encode() if marked else head.removeprefix(codecs.BOM_UTF8)
    if _MARKUP.match(bare) or _MARKUP_INSIDE.search(bare):
        raise Refused(MARKUP)
    return any(_decodes(path, encoding) for encoding in (("utf-16",) if marked else ("utf-8", "gb18030")))


def _decodes(path: Path, encoding: str) -> bool:
    decode: Callable[..., str] = codecs.getincrementaldecoder(encoding)().decode
    with path.open("rb") as stream:
        try:
            while piece := stream.read(_HEAD):
                if _BINARY.search(decode(piece)):
                    return False
            decode(b"", final=True)
        except UnicodeDecodeError:
            return False
    return True
