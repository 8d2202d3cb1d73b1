"""What a browser carries from a sent form to the page after it: signed, for ten minutes, never in an address."""

import base64
import binascii
import datetime as dt
import hmac
from typing import Any

import msgspec
from litestar import Request
from litestar.datastructures import Cookie

from hotline_platform.settings import Settings
from hotline_platform.tenancy.registry import Government
from hotline_tenants.cases.recording import keyed_digest
from hotline_web.entering import moment

AnyRequest = Request[Any, Any, Any]

SECONDS = 600
RECEIPT = "hotline-receipt"
TRACKED = "hotline-tracked"


def carry(request: AnyRequest, government: Government, name: str, **values: str) -> Cookie:
    """A cookie that only this government's pages get back, and only this application can write."""
    settings: Settings = request.app.state.settings
    until = int((moment(request) + dt.timedelta(seconds=SECONDS)).timestamp())
    packed = base64.urlsafe_b64encode(msgspec.json.encode([until, values])).decode()
    return Cookie(
        name, value=f"{packed}.{_seal(settings, government, name, packed)}", path=_path(government),
        max_age=SECONDS, httponly=True, samesite="strict", secure=settings.cookie_secure,
    )  # fmt: skip


def carried(request: AnyRequest, government: Government, name: str) -> dict[str, str] | None:
    """What `carry` packed; None where it is not there, too old, or of another hand."""
    settings: Settings = request.app.state.settings
    packed, _, seal = request.cookies.get(name, "").partition(".")
    if not hmac.compare_digest(seal.encode(), _seal(settings, government, name, packed).encode()):
        return None
    try:
        until, values = msgspec.json.decode(base64.urlsafe_b64decode(packed), type=tuple[int, dict[str, str]])
    except (ValueError, binascii.Error, msgspec.MsgspecError):
        return None
    return values if until > moment(request).timestamp() else None


def dropped(government: Government, name: str) -> Cookie:
    """Take it from the browser."""
    return Cookie(name, value="", path=_path(government), max_age=0)


def _seal(settings: Settings, government: Government, name: str, packed: str) -> str:
    return keyed_digest(settings.secret, "carried", name, str(government.id), packed).hex()


def _path(government: Government) -> str:
    return f"/p/{government.code}"
