"""How a receiver verifies a webhook: the example of the document and of the page, which a test runs as it stands."""

EXAMPLE = '''\
import base64
import hashlib
import hmac
import time


def verified(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """Whether the message comes from the hotline, unchanged, within five minutes."""
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    key = base64.b64decode(secret.removeprefix("whsec_"))
    expected = base64.b64encode(hmac.digest(key, signed, hashlib.sha256)).decode()
    fresh = abs(time.time() - int(headers["webhook-timestamp"])) < 300
    given = (one.removeprefix("v1,") for one in headers["webhook-signature"].split())
    return fresh and any(hmac.compare_digest(expected, one) for one in given)
'''
