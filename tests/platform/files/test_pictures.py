"""Pictures: made small, turned upright, given away without their place, and never larger than they may be."""

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import ExifTags, Image, TiffImagePlugin

from hotline_platform.errors import Refused
from hotline_platform.files.pictures import THUMBNAIL, look_at, without_metadata
from tests.enclosures import made


def kept(folder: Path, content: bytes) -> Path:
    path = folder / "picture"
    path.write_bytes(content)
    return path


def brightness(picture: Image.Image, *, at: tuple[float, float]) -> int:
    point = int(at[0] * (picture.width - 1)), int(at[1] * (picture.height - 1))
    return picture.convert("L").getpixel(point)  # type: ignore[return-value]


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "TIFF"])
def test_a_picture_that_is_given_away_has_no_place_no_device_and_stands_upright(
    tmp_path: Path, kind: str
) -> None:
    original = kept(tmp_path, made.picture(kind, located=True, orientation=6))
    assert look_at(original).located
    bare = tmp_path / "bare"
    without_metadata(original, bare)
    assert not look_at(bare).located
    with Image.open(bare) as picture:
        assert picture.format == kind
        exif = picture.getexif()
        assert exif.get_ifd(ExifTags.IFD.GPSInfo) == {}
        assert ExifTags.Base.Make not in exif
        assert exif.get(ExifTags.Base.Orientation, 1) == 1
        assert picture.size == (480, 640)
        # What was the bright upper half lies on the right once the camera's turn is applied.
        assert brightness(picture, at=(0.9, 0.5)) > 200 > brightness(picture, at=(0.1, 0.5))
    assert b"Camera" not in bare.read_bytes()


def test_a_place_in_xmp_is_found_and_left_out_too(tmp_path: Path) -> None:
    drawn = Image.new("RGB", (40, 30), "red")
    written = io.BytesIO()
    drawn.save(written, "JPEG", xmp=b"<x:xmpmeta><exif:GPSLatitude>40,26.7N</exif:GPSLatitude></x:xmpmeta>")
    original = kept(tmp_path, written.getvalue())
    assert look_at(original).located
    without_metadata(original, tmp_path / "bare")
    assert b"GPSLatitude" not in (tmp_path / "bare").read_bytes()


@pytest.mark.parametrize("kind", ["JPEG", "GIF"])
def test_a_comment_in_a_picture_is_left_out(tmp_path: Path, kind: str) -> None:
    written = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(written, kind, comment=b"at the house of Zhang San")
    assert b"Zhang San" in written.getvalue()
    without_metadata(kept(tmp_path, written.getvalue()), tmp_path / "bare")
    assert b"Zhang San" not in (tmp_path / "bare").read_bytes()


def test_a_picture_without_a_place_says_so(tmp_path: Path) -> None:
    assert not look_at(kept(tmp_path, made.picture())).located


def test_the_small_picture_is_small_upright_and_tells_nothing(tmp_path: Path) -> None:
    content = made.picture(size=(4000, 3000), located=True, orientation=8)
    found = look_at(kept(tmp_path, content))
    with Image.open(io.BytesIO(found.thumbnail)) as small:
        assert small.size == (240, 320)
        assert len(small.getexif()) == 0
        assert brightness(small, at=(0.1, 0.5)) > 200 > brightness(small, at=(0.9, 0.5))
    assert len(found.thumbnail) < 20_000


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "1", "L", "I;16", "CMYK"])
def test_every_mode_of_a_picture_can_be_made_small(tmp_path: Path, mode: str) -> None:
    drawn = Image.new(mode, (800, 600))
    written = io.BytesIO()
    drawn.save(written, "TIFF" if mode == "CMYK" else "PNG")
    found = look_at(kept(tmp_path, written.getvalue()))
    with Image.open(io.BytesIO(found.thumbnail)) as small:
        assert small.size == (THUMBNAIL[0], 240)


def test_a_scan_of_several_pages_keeps_them(tmp_path: Path) -> None:
    pages = [Image.new("L", (60, 80), shade) for shade in (0, 120, 255)]
    written = io.BytesIO()
    pages[0].save(written, "TIFF", save_all=True, append_images=pages[1:])
    without_metadata(kept(tmp_path, written.getvalue()), tmp_path / "bare")
    with Image.open(tmp_path / "bare") as scan:
        assert isinstance(scan, TiffImagePlugin.TiffImageFile)
        assert scan.n_frames == 3


def enormous_png(width: int, height: int) -> bytes:
    """Some kilobytes that would decode to billions of pixels."""

    def part(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack("!I", len(content)) + kind + content + struct.pack("!I", zlib.crc32(kind + content))
        )

    header = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", header) + part(b"IDAT", zlib.compress(bytes(1_000_000))) + part(b"IEND", b"")  # fmt: skip


def test_a_picture_that_would_fill_the_memory_is_refused_before_it_is_decoded(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="more pixels than can be shown"):
        look_at(kept(tmp_path, enormous_png(50_000, 50_000)))
    with pytest.raises(Refused, match="more pixels than can be shown"):
        without_metadata(kept(tmp_path, enormous_png(50_000, 50_000)), tmp_path / "bare")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "TIFF", "WEBP", "BMP"])
def test_a_picture_cut_off_anywhere_is_refused_and_nothing_else_happens(tmp_path: Path, kind: str) -> None:
    whole = made.picture(kind)
    for length in {12, 40, 100, len(whole) // 3, len(whole) // 2}:
        with pytest.raises(Refused, match="damaged"):
            look_at(kept(tmp_path, whole[:length]))
