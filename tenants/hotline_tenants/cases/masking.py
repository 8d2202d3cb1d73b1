"""A person as everybody may see them: enough to tell two callers apart, not enough to find one."""


def mask_name(name: str) -> str:
    """林小满 → 林**, Anna Berger → A***; empty stays empty."""
    name = name.strip()
    if not name:
        return ""
    return name[0] + ("***" if name[0].isascii() else "**")


def mask_phone(phone: str) -> str:
    """13800001234 → 138****1234; short numbers keep their last two digits only."""
    digits = "".join(character for character in phone if character.isdigit())
    if not digits:
        return ""
    if len(digits) < 8:
        return "****" + digits[-2:]
    return f"{digits[:3]}****{digits[-4:]}"
