"""National calendar years as the database keeps them."""

import datetime as dt
from typing import Any

from sqlalchemy.orm import Mapped, mapped_column

from hotline_platform.database.model import Base


class LoadedYear(Base):
    """One year with its holidays and make-up working days: global reference data."""

    __tablename__ = "calendar_years"

    year: Mapped[int] = mapped_column(primary_key=True)
    days: Mapped[dict[str, Any]]
    source: Mapped[str]
    loaded_at: Mapped[dt.datetime]
