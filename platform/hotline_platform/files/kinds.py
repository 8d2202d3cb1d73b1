"""The types of file that the product knows. What is not here is refused, whatever a tenant allows."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from hotline_platform.errors import N_, Message

Kind = Literal["photo", "recording", "document"]

KINDS: dict[Kind, Message] = {
    "photo": N_("Photos and scans"),
    "recording": N_("Recordings and videos"),
    "document": N_("Documents"),
}


@dataclass(frozen=True)
class FileType:
    """`inline` ones may be shown inside the browser; all others are only ever taken away."""

    media_type: str
    label: Message
    kind: Kind
    extensions: tuple[str, ...]
    inline: bool = False


def _types(*found: FileType) -> dict[str, FileType]:
    return {one.media_type: one for one in found}


_OFFICE = "application/vnd.openxmlformats-officedocument."
_ODF = "application/vnd.oasis.opendocument."
DOCX = f"{_OFFICE}wordprocessingml.document"

TYPES: dict[str, FileType] = _types(
    FileType("image/jpeg", N_("JPEG picture"), "photo", ("jpg", "jpeg", "jpe", "jfif"), inline=True),
    FileType("image/png", N_("PNG picture"), "photo", ("png",), inline=True),
    FileType("image/webp", N_("WebP picture"), "photo", ("webp",), inline=True),
    FileType("image/gif", N_("GIF picture"), "photo", ("gif",), inline=True),
    FileType("image/bmp", N_("BMP picture"), "photo", ("bmp",), inline=True),
    FileType("image/tiff", N_("TIFF scan"), "photo", ("tif", "tiff")),
    FileType("audio/mpeg", N_("MP3 recording"), "recording", ("mp3",), inline=True),
    FileType("audio/wav", N_("WAV recording"), "recording", ("wav",), inline=True),
    FileType("audio/mp4", N_("M4A recording"), "recording", ("m4a",), inline=True),
    FileType("audio/ogg", N_("Ogg recording"), "recording", ("ogg", "oga", "opus"), inline=True),
    FileType("audio/amr", N_("AMR recording"), "recording", ("amr",)),
    FileType("video/mp4", N_("MP4 video"), "recording", ("mp4", "m4v")),
    FileType("video/quicktime", N_("QuickTime video"), "recording", ("mov", "qt")),
    FileType("video/3gpp", N_("3GP video"), "recording", ("3gp", "3gpp")),
    FileType("application/pdf", N_("PDF document"), "document", ("pdf",), inline=True),
    FileType("application/ofd", N_("OFD document"), "document", ("ofd",)),
    FileType(DOCX, N_("Word document"), "document", ("docx",)),
    FileType(f"{_OFFICE}spreadsheetml.sheet", N_("Excel workbook"), "document", ("xlsx",)),
    FileType(f"{_OFFICE}presentationml.presentation", N_("PowerPoint presentation"), "document", ("pptx",)),
    FileType("application/msword", N_("Word 97 or WPS document"), "document", ("doc", "wps")),
    FileType("application/vnd.ms-excel", N_("Excel 97 or WPS workbook"), "document", ("xls", "et")),
    FileType("application/vnd.ms-powerpoint", N_("PowerPoint 97 or WPS presentation"), "document", ("ppt", "dps")),
    FileType(f"{_ODF}text", N_("OpenDocument text"), "document", ("odt",)),
    FileType(f"{_ODF}spreadsheet", N_("OpenDocument spreadsheet"), "document", ("ods",)),
    FileType(f"{_ODF}presentation", N_("OpenDocument presentation"), "document", ("odp",)),
    FileType("text/plain", N_("Plain text"), "document", ("txt", "csv")),
)  # fmt: skip


def types_of(kind: Kind) -> tuple[FileType, ...]:
    """Every type of a kind, in the order in which people are shown them."""
    return tuple(one for one in TYPES.values() if one.kind == kind)


def extensions_of(media_types: Iterable[str]) -> tuple[str, ...]:
    """What file names of these types end in, with the dot."""
    return tuple(
        f".{extension}" for one in media_types if one in TYPES for extension in TYPES[one].extensions
    )
