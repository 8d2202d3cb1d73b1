"""Looking into zip archives without trusting them: how much is in there, is it whole, and which office made it."""

import re
import zipfile
import zlib
from pathlib import Path

from hotline_platform.errors import N_, Message, Refused

PARTS = 5_000
UNPACKED = 300_000_000
"""How many parts a document may have, and how many bytes they may come to."""

_READ = 256 * 1024
_DESCRIBED = 1_000_000

BOMB: Message = N_("Unpacked it would be larger than any document: it is taken for an attack.")
DAMAGED: Message = N_("The file is damaged: it cannot be read to its end.")
LOCKED: Message = N_("The file is locked with a password and cannot be looked into.")
MACROS: Message = N_("The document contains macros. Save it without them.")
ARCHIVE: Message = N_("An archive is not accepted: add the files in it one by one.")

_MAIN_PARTS = {
    f"{office}.main+xml": f"application/vnd.openxmlformats-officedocument.{media_type}"
    for office, media_type in (
        ("wordprocessingml.document", "wordprocessingml.document"),
        ("spreadsheetml.sheet", "spreadsheetml.sheet"),
        ("presentationml.presentation", "presentationml.presentation"),
        ("presentationml.slideshow", "presentationml.presentation"),
    )
}
_MACROS = re.compile(r"(^|/)(vbaProject\.bin|vbaData\.xml|macrosheets/|Basic/|Scripts/)", re.IGNORECASE)


def office_type(path: Path) -> str:
    """The media type of an office document by its inner structure. Raises Refused for any other archive, for
    one that is damaged or locked, for macros, and for one that would unpack to more than any document.
    """
    try:  # by a RuntimeError zipfile says that a part is packed or locked in a way it does not know
        with zipfile.ZipFile(path) as archive:
            _weigh(archive, path.stat().st_size)
            found = _office_type(archive)
            _read_through(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, UnicodeDecodeError, RuntimeError) as error:
        raise Refused(DAMAGED) from error
    if found is None:
        raise Refused(ARCHIVE)
    return found


def _weigh(archive: zipfile.ZipFile, packed: int) -> None:
    """What the directory says, before a byte is unpacked. Parts that overlap come to more than the file itself."""
    parts = archive.infolist()
    if (
        len(parts) > PARTS
        or sum(part.file_size for part in parts) > UNPACKED
        or sum(part.compress_size for part in parts) > packed
    ):
        raise Refused(BOMB)
    if any(part.flag_bits & 1 for part in parts):
        raise Refused(LOCKED)


def _office_type(archive: zipfile.ZipFile) -> str | None:
    names = set(archive.namelist())
    if any(_MACROS.search(name) for name in names):
        raise Refused(MACROS)
    if "[Content_Types].xml" in names:
        described = _beginning(archive, "[Content_Types].xml")
        if "macroEnabled" in described:
            raise Refused(MACROS)
        return next((made for part, made in _MAIN_PARTS.items() if part in described), None)
    if "mimetype" in names:
        said = _beginning(archive, "mimetype").strip()
        known = ("text", "spreadsheet", "presentation")
        return said if said in {f"application/vnd.oasis.opendocument.{one}" for one in known} else None
    return "application/ofd" if "OFD.xml" in names else None


def _beginning(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as part:
        return part.read(_DESCRIBED).decode("utf-8", errors="replace")


def _read_through(archive: zipfile.ZipFile) -> None:
    """Every part to its end: sizes that the directory lied about and damaged parts show here."""
    left = UNPACKED
    for part in archive.infolist():
        with archive.open(part) as stream:
            while piece := stream.read(_READ):
                left -= len(piece)
                if left < 0:
                    raise Refused(BOMB)
