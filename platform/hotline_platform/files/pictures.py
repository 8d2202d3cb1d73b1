"""Pictures: decoded within bounds, made small for a page, and given away without the place where they were taken."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PIL import ExifTags, Image, ImageOps, ImageSequence

from hotline_platform.errors import N_, Message, Refused

PIXELS = 64_000_000
WHOLE_PIXELS = 40_000_000
FRAMES_PIXELS = 200_000_000
"""How many pixels a JPEG may have, of which a fraction is decoded; any other picture; and all frames together where
they are written anew. Some 300 MB is the most that one of them takes.
"""

THUMBNAIL = (320, 320)

Image.MAX_IMAGE_PIXELS = None  # PIXELS is looked at instead: the library's own bound warns before it refuses

MEDIA_TYPES = {
    "JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png", "WEBP": "image/webp", "GIF": "image/gif",
    "BMP": "image/bmp", "TIFF": "image/tiff",
}  # fmt: skip

_FORMATS = tuple(one for one in MEDIA_TYPES if one != "MPO")  # which comes out of the JPEG decoder

TOO_MANY_PIXELS: Message = N_("The picture has more pixels than can be shown. Save it smaller.")
DAMAGED: Message = N_("The picture is damaged: it cannot be decoded.")

_KEPT = ("icc_profile", "transparency", "background", "duration", "loop", "dpi")
"""What a picture needs to look the same; everything else it carries may tell about people."""


@dataclass(frozen=True)
class Picture:
    """A picture that could be decoded. `thumbnail` is a small JPEG."""

    media_type: str
    located: bool
    thumbnail: bytes


def look_at(path: Path) -> Picture:
    """Decode a picture and make it small. Raises Refused where it is damaged or too large to be decoded."""
    with _opened(path) as picture:
        media_type, located = MEDIA_TYPES[str(picture.format)], _is_located(picture)
        picture.draft("RGB", THUMBNAIL)  # a JPEG is decoded at a fraction of its size
        ImageOps.exif_transpose(picture, in_place=True)
        picture.thumbnail(THUMBNAIL)
        return Picture(media_type, located, _jpeg(picture))


def without_metadata(path: Path, target: Path) -> None:
    """Write the picture anew, upright, without place, device, time or comments. Raises Refused as `look_at` does."""
    with _opened(path) as picture:
        made = str(picture.format).replace("MPO", "JPEG")
        several = getattr(picture, "n_frames", 1) if made != "JPEG" else 1
        if several * picture.width * picture.height > FRAMES_PIXELS:
            raise Refused(TOO_MANY_PIXELS)
        frames = (_bare(frame, alone=several == 1) for frame in ImageSequence.Iterator(picture))
        options: dict[str, object] = {"save_all": True, "append_images": frames} if several > 1 else {}
        if made == "JPEG":
            options = {"quality": 92}
        next(frames).save(target, made, **options)


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    """The bounds are looked at before anything is decoded; whatever a hostile picture makes a decoder raise means
    that it cannot be decoded.
    """
    try:
        with Image.open(path, formats=_FORMATS) as picture:
            most = PIXELS if picture.format in ("JPEG", "MPO") else WHOLE_PIXELS
            if picture.width * picture.height > most:
                raise Refused(TOO_MANY_PIXELS)
            yield picture
    except (Refused, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise  # the disk, not the picture
        raise error if isinstance(error, Refused) else Refused(DAMAGED) from error
    except Exception as error:
        raise Refused(DAMAGED) from error


def _is_located(picture: Image.Image) -> bool:
    if picture.getexif().get_ifd(ExifTags.IFD.GPSInfo):
        return True
    described = picture.info.get("xmp") or picture.info.get("XML:com.adobe.xmp") or b""
    described = described.encode() if isinstance(described, str) else described
    return b"GPSLatitude" in described or b"GPSLongitude" in described


def _bare(frame: Image.Image, *, alone: bool) -> Image.Image:
    """The pixels upright. One of several is a copy, because the next one takes its place; and so is a TIFF, which
    hands on its tags.
    """
    bare = frame if alone and frame.format != "TIFF" else frame.copy()
    if bare is not frame:
        bare.info = dict(frame.info)
    ImageOps.exif_transpose(bare, in_place=True)
    bare.info = {key: bare.info[key] for key in _KEPT if key in bare.info}
    return bare


def _jpeg(picture: Image.Image) -> bytes:
    if picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info:
        paper = Image.new("RGB", picture.size, "white")
        shown = picture.convert("RGBA")
        paper.paste(shown, mask=shown)
        picture = paper
    elif picture.mode.startswith("I;16") or picture.mode in ("I", "F"):
        picture = picture.convert("L")
    written = io.BytesIO()
    picture.convert("RGB").save(written, "JPEG", quality=78)
    return written.getvalue()
