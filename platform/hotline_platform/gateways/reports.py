"""Delivery reports of a provider: signed as Standard Webhooks do, HMAC-SHA256 over id, moment and body."""

import base64
import binascii
import datetime as dt
import hmac
from collections.abc import Mapping

import msgspec

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
TOLERANCE = dt.timedelta(minutes=10)
"""How far the clocks of two houses may be apart. What is signed longer ago is no report but a recording of one."""


class Report(msgspec.Struct, frozen=True):
    """What became of a message, by the id under which we sent it."""

    id: str
    state: str


def is_signed(secret: str, headers: Mapping[str, str], body: bytes, *, at: dt.datetime) -> bool:
    """Whether the provider sent this, lately. Without a secret nobody is believed."""
    try:
        timestamp = headers.get(TIMESTAMP, "")
        sent = dt.datetime.fromtimestamp(int(timestamp), dt.UTC)
        given = [
            base64.b64decode(one.removeprefix("v1,"), validate=True)
            for one in headers.get(SIGNATURE, "").split()
            if one.startswith("v1,")
        ]
    except (ValueError, OverflowError, OSError, binascii.Error):
        return False
    right = signature(secret, headers.get(ID, ""), timestamp, body)
    known = [hmac.compare_digest(one, right) for one in given]
    return bool(secret) and any(known) and abs(at - sent) <= TOLERANCE


def signature(secret: str, message_id: str, timestamp: str, body: bytes) -> bytes:
    """What stands, in base64 and after `v1,`, in the header of the signature."""
    return hmac.digest(secret.encode(), f"{message_id}.{timestamp}.".encode() + body, "sha256")


def read_report(body: bytes) -> Report | None:
    """The report, or None for what is none. Its state may be one in between that means nothing here."""
    try:
        return msgspec.json.decode(body, type=Report)
    except msgspec.MsgspecError:
        return None
