"""Reading a whole document from its file, with the spreadsheets that it names."""

from pathlib import Path

import msgspec

from hotline_platform.errors import N_, Refused
from hotline_tenants.imports.classification import read_classification
from hotline_tenants.onboarding.document import CategoryPart, Document, document_of
from hotline_tenants.onboarding.spreadsheets import Sheets, read_sheets

LARGEST_FILE = 5_000_000


def read_document(path: Path) -> Document:
    """The document of a TOML file; paths in it are meant from its own folder. Raises Refused."""
    if path.suffix.lower() in {".yaml", ".yml"}:
        raise Refused(N_("The document is written in TOML, not in YAML. The example shows every key."))
    if not path.is_file():
        raise Refused(N_("There is no file %(file)s.", file=str(path)))
    if path.stat().st_size > LARGEST_FILE:
        raise Refused(N_("%(file)s is too large. Split it into several files.", file=path.name))
    read = document_of(path.read_bytes())
    if read.spreadsheet:
        read = with_sheets(read, read_sheets(path.parent / read.spreadsheet, read.government.code))
    if read.classification:
        paths = read_classification(path.parent / read.classification)
        added = [CategoryPart(zh=list(one.names_zh)) for one in paths]
        read = msgspec.structs.replace(read, categories=[*read.categories, *added])
    return read


def with_sheets(document: Document, sheets: Sheets) -> Document:
    """A document with what a spreadsheet adds to it."""
    return msgspec.structs.replace(
        document, units=[*document.units, *sheets.units], people=[*document.people, *sheets.people],
        closures=[*document.closures, *sheets.closures],
    )  # fmt: skip
