"""Signing a message as Standard Webhooks do: HMAC-SHA256 over id, moment and body."""

import base64
import datetime as dt
import hmac
import uuid

from hotline_tenants.cases.recording import keyed_digest

ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
HEADERS = (ID, TIMESTAMP, SIGNATURE)
_PREFIX = "whsec_"


def secret_of(secret: str, tenant: int, subscription_id: uuid.UUID, generation: int) -> str:
    """The receiver's secret: derived from the deployment's, so that no table holds it. A new generation, a new one."""
    key = keyed_digest(secret, "webhook", str(tenant), str(subscription_id), str(generation))
    return _PREFIX + base64.b64encode(key).decode()


def signed_headers(
    receivers_secret: str, message_id: uuid.UUID, body: bytes, *, at: dt.datetime
) -> dict[str, str]:
    """The headers that prove a message; `at` is the moment of sending, which the receiver holds against its clock."""
    timestamp = str(int(at.timestamp()))
    key = base64.b64decode(receivers_secret.removeprefix(_PREFIX))
    signature = hmac.digest(key, f"{message_id}.{timestamp}.".encode() + body, "sha256")
    return {
        ID: str(message_id),
        TIMESTAMP: timestamp,
        SIGNATURE: f"v1,{base64.b64encode(signature).decode()}",
    }
