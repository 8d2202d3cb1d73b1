"""Units and their kinds in words."""

from hotline_platform.errors import N_, Message

KINDS: dict[str, Message] = {
    "department": N_("Departments and bureaus"),
    "public_service": N_("Public service units"),
    "government": N_("Districts and counties"),
    "street": N_("Streets and townships"),
    "committee": N_("Community and village committees"),
}
"""The headings of the tree, in its order."""

KIND: dict[str, Message] = {
    "department": N_("Department or bureau"),
    "public_service": N_("Public service unit"),
    "government": N_("District or county"),
    "street": N_("Street or township"),
    "committee": N_("Community or village committee"),
}
KIND_ICONS = {
    "department": "briefcase", "public_service": "droplet", "government": "building-bank", "street": "road",
    "committee": "building-cottage",
}  # fmt: skip

SITUATIONS: dict[str, Message] = {
    "rework": N_("Rework"),
    "second_rework": N_("Rework for the second time"),
    "supervision": N_("Under supervision"),
}
