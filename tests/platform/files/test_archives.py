"""Archives: bombs and lies are refused within bounds, before anything is believed."""

import struct
import zipfile
from pathlib import Path

import pytest

from hotline_platform.errors import Refused
from hotline_platform.files import archives
from hotline_platform.files.archives import BOMB, DAMAGED, LOCKED, office_type
from tests.enclosures import made


def kept(folder: Path, content: bytes) -> Path:
    path = folder / "archive"
    path.write_bytes(content)
    return path


def refusal(path: Path) -> object:
    with pytest.raises(Refused) as refused:
        office_type(path)
    return refused.value.message


def test_a_bomb_is_refused_by_its_directory_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = kept(tmp_path, made.bomb(301))
    assert path.stat().st_size < 500_000
    monkeypatch.setattr(archives, "_read_through", lambda _: pytest.fail("it was unpacked"))
    assert refusal(path) == BOMB


def test_a_bomb_that_lies_about_its_size_is_refused_while_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archives, "UNPACKED", 3_000_000)
    content = bytearray(made.bomb(5))
    true, small = struct.pack("<I", 5_000_000), struct.pack("<I", 1_000)
    assert content.count(true) == 2
    assert refusal(kept(tmp_path, bytes(content.replace(true, small)))) in (BOMB, DAMAGED)


def test_parts_that_share_their_bytes_are_taken_for_a_bomb(tmp_path: Path) -> None:
    """David Fifield's: one compressed kernel, to which every entry of the directory points."""
    written = kept(tmp_path, made.office("word", ("word/media/1.bin", bytes(range(256)) * 400)))
    with zipfile.ZipFile(written, "a") as archive:
        kernel = archive.getinfo("word/media/1.bin")
        for number in range(2, 60):
            again = zipfile.ZipInfo(f"word/media/{number}.bin")
            again.compress_type, again.CRC = kernel.compress_type, kernel.CRC
            again.compress_size, again.file_size = kernel.compress_size, kernel.file_size
            again.header_offset = kernel.header_offset
            archive.filelist.append(again)
        archive._didModify = True  # type: ignore[attr-defined]
    assert refusal(written) == BOMB


def test_thousands_of_parts_are_no_document(tmp_path: Path) -> None:
    parts = [(f"word/{number}.xml", b"") for number in range(archives.PARTS)]
    assert refusal(kept(tmp_path, made.office("word", *parts))) == BOMB


def test_a_locked_archive_is_refused(tmp_path: Path) -> None:
    content = bytearray(made.office())
    at = content.find(b"PK\x01\x02")
    content[at + 8] |= 1
    assert refusal(kept(tmp_path, bytes(content))) == LOCKED


def test_a_part_that_does_not_add_up_is_damaged(tmp_path: Path) -> None:
    content = made.office("word", ("word/media/1.bin", bytes(range(256)) * 9), ("end.xml", b"<end/>"))
    at = content.find(b"word/media/1.bin") + 40
    assert refusal(kept(tmp_path, content[:at] + b"\xff\xff\xff" + content[at + 3 :])) == DAMAGED


def test_a_document_of_the_largest_honest_kind_is_accepted(tmp_path: Path) -> None:
    assert office_type(kept(tmp_path, made.bomb(100))).endswith("wordprocessingml.document")
