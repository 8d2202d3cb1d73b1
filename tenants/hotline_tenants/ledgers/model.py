"""What every table of entries has."""

import datetime as dt
import uuid
from typing import Any, ClassVar

from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import TenantOwned


class Entry(TenantOwned):
    """One thing that happened to what has a ledger, by whom, with facts and digests, and the hash that chains it to the
    one before. Append-only: the application may insert and select, nothing else.
    """

    grants: ClassVar[tuple[str, ...]] = ("select", "insert")

    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[dt.datetime]
    act: Mapped[str]
    account_id: Mapped[uuid.UUID | None]
    role: Mapped[str]
    data: Mapped[dict[str, Any]]
    hash: Mapped[bytes]
