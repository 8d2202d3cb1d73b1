"""What is written in templates and code and must be in the catalogues."""

from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_file
from babel.messages.pofile import read_po

from hotline_web.i18n.catalogues import LOCALES, Entry, catalogues

ROOTS = tuple(
    folder
    for folder in (
        Path(__file__).parents[1],
        Path(__file__).parents[3] / "tenants" / "hotline_tenants",
        Path(__file__).parents[3] / "platform" / "hotline_platform",
    )
    if folder.is_dir()
)
KEYWORDS = {
    "_": None,
    "N_": None,
    "gettext": None,
    "says": None,
    "translate": (2,),
    "ngettext": (1, 2),
    "translate_plural": (2, 3),
    "pgettext": ((1, "c"), 2),
    "translate_context": ((2, "c"), 3),
}


def written() -> dict[Entry, str]:
    """Every message id in the source, with the first place where it stands."""
    found: dict[Entry, str] = {}
    for root in ROOTS:
        for file, method in _files(root):
            for line, message, _, context in extract_from_file(
                method, file, KEYWORDS, strip_comment_tags=True
            ):
                text = message if isinstance(message, str) else message[0]
                if text:
                    found.setdefault((context, text), f"{file.relative_to(root.parents[1])}:{line}")
    return found


def missing() -> list[str]:
    """Messages without a Chinese translation, each with its place."""
    known = catalogues()["zh"]
    return [
        f"{place}: {entry[1]!r}" for entry, place in sorted(written().items(), key=str) if entry not in known
    ]


def obsolete() -> list[str]:
    """Catalogue entries that nothing in the source asks for any more, fuzzy and empty ones included."""
    asked = written()
    found = []
    for file in sorted((LOCALES / "zh").glob("*.po")):
        with file.open("rb") as stream:
            for message in read_po(stream, locale="zh"):
                text = message.id if isinstance(message.id, str) else message.id[0]
                if text and ((message.context, text) not in asked or message.fuzzy):
                    found.append(f"{file.name}: {text!r}")
    return found


def _files(root: Path) -> Iterator[tuple[Path, str]]:
    for file in sorted(root.rglob("*")):
        if file.suffix == ".py":
            yield file, "python"
        elif file.suffix in {".html", ".txt"} and "templates" in file.parts:
            yield file, "jinja2.ext:babel_extract"
