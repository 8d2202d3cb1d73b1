"""How a message is called towards a gateway: an id that leads back to its government and its row."""

import uuid


def our_id(tenant: int, message_id: uuid.UUID) -> str:
    """The same at every attempt."""
    return f"{tenant}-{message_id.hex}"


def read_id(text: str) -> tuple[int, uuid.UUID] | None:
    """Tenant and message of an id that came back; None for what none of ours can be."""
    tenant, dash, message = text.partition("-")
    if not dash or not tenant.isascii() or not tenant.isdigit() or len(tenant) > 9 or len(message) != 32:
        return None
    try:
        return int(tenant), uuid.UUID(hex=message)
    except ValueError:
        return None
