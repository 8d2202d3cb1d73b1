"""The two languages of the product: catalogues, translation, and figures and moments in words."""

from hotline_web.i18n.catalogues import (
    LANGUAGES,
    Language,
    catalogues,
    language_from,
    translate,
    translate_context,
    translate_plural,
)
from hotline_web.i18n.formats import SHANGHAI, Reader, Remaining

__all__ = [
    "LANGUAGES",
    "SHANGHAI",
    "Language",
    "Reader",
    "Remaining",
    "catalogues",
    "language_from",
    "translate",
    "translate_context",
    "translate_plural",
]
