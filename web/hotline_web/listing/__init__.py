"""Lists: declared once; filtered, sorted and paged by the database; shown, swapped and exported the same way."""

from hotline_web.listing.declaration import Column, Empty, Filter, ListSpec
from hotline_web.listing.paging import Cells, Count, Line, Page, Source, count, export_rows, fetch
from hotline_web.listing.query import DateRange, ListQuery

__all__ = [
    "Cells",
    "Column",
    "Count",
    "DateRange",
    "Empty",
    "Filter",
    "Line",
    "ListQuery",
    "ListSpec",
    "Page",
    "Source",
    "count",
    "export_rows",
    "fetch",
]
