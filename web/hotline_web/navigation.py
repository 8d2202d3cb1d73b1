"""What surrounds every page: whose house one stands in, who one is, and where one can go."""

from dataclasses import dataclass
from typing import Literal

from hotline_platform.errors import N_, Message

Theme = Literal["auto", "light", "dark"]
FlashKind = Literal["done", "note", "warning", "refused"]

PRODUCT = N_("12345 Government Hotline")


@dataclass(frozen=True)
class NavigationItem:
    """One entry of the left navigation; items with the same `group` stand together under its heading."""

    label: Message
    url: str
    icon: str
    count: int | None = None
    group: Message | None = None


@dataclass(frozen=True)
class Standing:
    """A government and a role in which the person may stand; `key` is posted to /standing as `standing`."""

    key: str
    tenant_name: str
    role: Message
    current: bool = False


@dataclass(frozen=True)
class Person:
    name: str
    account: str
    role: Message


@dataclass(frozen=True)
class Flash:
    """A sentence shown once at the top of the next page."""

    kind: FlashKind
    message: Message


@dataclass(frozen=True)
class Shell:
    """Everything layout.html asks for, apart from `csrf_token`; without a person it shows no menus.

    `path` is the address of this page with its query, so that a switch of language comes back to it.
    `accent` is the government's own colour in six digits, if it has one.
    `visiting` is the name of another government that is looked at read-only from one's own.
    """

    path: str
    tenant_name: str
    tenant_short: str
    person: Person | None = None
    navigation: tuple[NavigationItem, ...] = ()
    standings: tuple[Standing, ...] = ()
    unread: int | None = None
    visiting: str | None = None
    visiting_leave_url: str = "/"
    flashes: tuple[Flash, ...] = ()
    theme: Theme = "auto"
    contact: str | None = None
    accent: str | None = None
    product: Message = PRODUCT

    @property
    def current(self) -> NavigationItem | None:
        """The entry with the longest address that this page lies below."""
        place = self.path.split("?")[0].rstrip("/") + "/"
        above = [
            item for item in self.navigation if place.startswith(item.url.split("?")[0].rstrip("/") + "/")
        ]
        return max(above, key=lambda item: len(item.url), default=None)

    @property
    def groups(self) -> list[tuple[Message | None, list[NavigationItem]]]:
        """The navigation by heading, in the order given."""
        groups: dict[str, tuple[Message | None, list[NavigationItem]]] = {}
        for item in self.navigation:
            groups.setdefault(str(item.group), (item.group, []))[1].append(item)
        return list(groups.values())
