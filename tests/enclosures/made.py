"""Files of every kind, made here: good ones, broken ones, and ones that mean harm."""

import hashlib
import io
import struct
import wave
import zipfile
from pathlib import Path

from PIL import ExifTags, Image

from hotline_platform.files.checking import Checked, check
from hotline_platform.files.keeping import place
from hotline_platform.files.limits import DEFAULTS, Limits
from hotline_platform.files.spool import Receiving, Spool
from hotline_platform.files.stores import store_from
from tests.conftest import House

WHERE = (40.0, 26.0, 46.0)
"""Degrees, minutes and seconds of a place that a picture tells."""

CONTENT_TYPES = (
    '<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
    'PartName="/{part}" ContentType="application/vnd.openxmlformats-officedocument.{type}.main+xml"/></Types>'
)


def picture(
    made: str = "JPEG", *, size: tuple[int, int] = (640, 480), colour: int = 1, located: bool = False,
    orientation: int = 1,
) -> bytes:  # fmt: skip
    """A picture with a bright upper half, so that one sees which way up it is."""
    drawn = Image.new("RGB", size, (colour * 7 % 256, 40, 90))
    drawn.paste((250, 250, 250), (0, 0, size[0], size[1] // 2))
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "Camera"
    exif[ExifTags.Base.Orientation] = orientation
    if located:
        exif[ExifTags.IFD.GPSInfo] = {1: "N", 2: WHERE, 3: "E", 4: WHERE}
    written = io.BytesIO()
    drawn.save(written, made, exif=exif.tobytes())
    return written.getvalue()


def archive(*parts: tuple[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", method) as made:
        for name, content in parts:
            made.writestr(name, content)
    return written.getvalue()


def office(kind: str = "word", *more: tuple[str, bytes]) -> bytes:
    """A document of one of the three offices, with `more` parts."""
    part, described = {
        "word": ("word/document.xml", "wordprocessingml.document"),
        "xl": ("xl/workbook.xml", "spreadsheetml.sheet"),
        "ppt": ("ppt/presentation.xml", "presentationml.presentation"),
    }[kind]
    types = CONTENT_TYPES.format(part=part, type=described).encode()
    return archive(("[Content_Types].xml", types), (part, b"<document/>"), *more)


def open_document() -> bytes:
    return archive(
        ("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<office:document/>")
    )


def old_office(*streams: str) -> bytes:
    """A compound file whose directory names these streams."""
    names = "".join(f"{name}\0".ljust(32, "\0") for name in streams)
    return bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504) + names.encode("utf-16-le")


def pdf() -> bytes:
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    )


def sound(seconds: float = 1) -> bytes:
    written = io.BytesIO()
    with wave.open(written, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(8000)
        made.writeframes(bytes(range(256)) * int(seconds * 62.5))
    return written.getvalue()


def program() -> bytes:
    return b"MZ" + bytes(58) + struct.pack("<I", 64) + b"PE\0\0" + bytes(400)


def boxed(brand: bytes) -> bytes:
    """The beginning of an MP4 and of everything that is built like one."""
    return b"\0\0\0\x18ftyp" + brand + bytes(4) + b"isommp42" + bytes(64)


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
LETTER = "花桥路的路灯三天没有亮，请尽快修复。".encode()


def bomb(times: int = 1000) -> bytes:
    """A Word document of some hundred kilobytes that unpacks to `times` megabytes."""
    return office("word", ("word/media/image1.bmp", bytes(1_000_000) * times))


def digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


async def received(house: House, name: str, content: bytes) -> Checked:
    """A file that has arrived and was looked at, and lies in the spool."""
    receiving = Receiving(Spool(Path(house.settings.files_dir)).new_path())
    receiving.write(content)
    return await check(receiving.finish(name), Limits(DEFAULTS), "")


async def checked(house: House, name: str, content: bytes, tenant: int | None = None) -> Checked:
    """A file that has come all the way to where it may be referred to; in the city's store, if not in another's."""
    found = await received(house, name, content)
    store = store_from(house.settings)
    await place(house.database, store, tenant or house.cast.city, found, at=house.now)
    return found


def left_behind(house: House, name: str) -> Path:
    """What a killed process leaves in the spool."""
    path = Path(house.settings.files_dir, "incoming", name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"half a file")
    return path


def is_there(path: Path) -> bool:
    return path.exists()
