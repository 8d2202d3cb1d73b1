"""The name of a file: what a person reads, and nothing else."""

import pytest

from hotline_platform.files.names import LONGEST, clean_name, extension_of


@pytest.mark.parametrize(
    ("given", "clean"),
    [
        ("路灯.jpg", "路灯.jpg"),
        ("C:\\Users\\me\\bill.pdf", "bill.pdf"),
        ("../../etc/passwd", "passwd"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\x00b\r\n.txt", "ab.txt"),
        ("  two   words .txt ", "two words .txt"),
        ("...", ""),
        ("", ""),
        ("é.txt".encode().decode(), "é.txt"),
    ],
)
def test_a_name_is_what_is_seen_of_it(given: str, clean: str) -> None:
    assert clean_name(given) == clean


def test_a_long_name_keeps_its_extension() -> None:
    name = clean_name("长" * 300 + ".docx")
    assert len(name) == LONGEST
    assert name.endswith("长.docx")


@pytest.mark.parametrize(
    ("name", "extension"),
    [("a.JPG", "jpg"), ("a.tar.gz", "gz"), ("a", ""), (".hidden", "hidden"), ("a.", ""), ("a.<b>", "")],
)
def test_the_extension_is_the_last_part_in_small_letters(name: str, extension: str) -> None:
    assert extension_of(name) == extension
