"""The kinds of papers that leave a house, with their names on screen."""

from dataclasses import dataclass

from hotline_platform.errors import N_, Message


@dataclass(frozen=True)
class Kind:
    """One kind. What goes `upward`, to leaders, names its signer at the head, as GB/T 9704-2012 has it."""

    name: Message
    upward: bool = False


KINDS: dict[str, Kind] = {
    "supervision": Kind(N_("Supervision paper")),
    "rectification": Kind(N_("Rectification notice")),
    "circular": Kind(N_("Circular")),
    "inspection_report": Kind(N_("Inspection report"), upward=True),
    "instruction_feedback": Kind(N_("Result of an instruction"), upward=True),
    "minutes": Kind(N_("Minutes of a joint meeting")),
    "special_report": Kind(N_("Closing report of a special supervision"), upward=True),
}

SERIES: dict[str, str] = {
    "rectification": "整", "circular": "通", "inspection_report": "检", "instruction_feedback": "批复",
    "minutes": "纪要",
    "special_report": "专结",
}  # fmt: skip
"""What stands between the government's short name and the year where a kind is one series; a supervision's follows
its form.
"""
