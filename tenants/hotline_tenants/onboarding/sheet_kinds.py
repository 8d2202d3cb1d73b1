"""The three sheets of a spreadsheet: their names, their headings, and what people call kinds and roles in a cell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from hotline_platform.access.permissions import ROLE_NAMES
from hotline_platform.errors import Named
from hotline_tenants.imports.headings import Wanted


@dataclass(frozen=True)
class Kind:
    """A sheet that is looked for: by its name in a workbook, by its headings in a csv."""

    names: tuple[str, str]
    wanted: tuple[Wanted, ...]


UNITS = Kind(
    ("单位", "Units"),
    (
        Wanted("code", ("单位编码", "Unit code")),
        Wanted("name_zh", ("单位名称", "Chinese name")),
        Wanted("name_en", ("英文名称", "English name"), required=False),
        Wanted("kind", ("单位类型", "Kind")),
        Wanted("parent", ("上级单位编码", "Code of the unit above"), required=False),
    ),
)
PEOPLE = Kind(
    ("人员", "People"),
    (
        Wanted("login", ("登录名", "Sign-in name")),
        Wanted("name", ("姓名", "Name")),
        Wanted("role", ("角色", "Role")),
        Wanted("unit", ("所在单位编码", "Code of the unit"), required=False),
        Wanted("language", ("语言", "Language"), required=False),
    ),
)
CLOSURES = Kind(
    ("停办日", "Closed days"),
    (
        Wanted("day", ("日期", "Day")),
        Wanted("reason_zh", ("停办原因", "Reason in Chinese")),
        Wanted("reason_en", ("英文原因", "Reason in English"), required=False),
    ),
)

KIND_WORDS: Mapping[str, tuple[str, ...]] = {
    "department": ("部门", "department"),
    "public_service": ("公共服务单位", "public service", "public service unit"),
    "street": ("街道", "乡镇", "镇", "乡", "街道（乡镇）", "street", "street or township"),
    "committee": (
        "社区",
        "村",
        "居委会",
        "村委会",
        "社区（村）",
        "committee",
        "community or village committee",
    ),
}
_ROLES: Mapping[str, tuple[str, ...]] = {
    "operator": ("话务员",), "shift_leader": ("班长",), "dispatcher": ("派单员",), "reviewer": ("审核员",),
    "callback_officer": ("回访员",), "supervisor": ("督办员",), "unit_officer": ("承办人",),
    "unit_leader": ("分管领导",), "mailbox_clerk": ("信件员",), "knowledge_editor": ("知识员",),
    "network_officer": ("网络建设员",), "duty_head": ("值班室负责人",), "leader": ("领导",), "inspector": ("检查员",),
    "overseer": ("监督代表", "overseer"), "committee": ("居委会", "村委会", "居（村）委会", "committee"), "tenant_admin": ("管理员", "租户管理员"),
}  # fmt: skip
ROLE_WORDS: Mapping[str, tuple[str, ...]] = {
    role: (*words, str(ROLE_NAMES[role])) for role, words in _ROLES.items()
}
"""What people call kinds and roles in a cell, beside the words of the product itself."""


def offered(words: Mapping[str, tuple[str, ...]], keys: Iterable[str], *, cell: bool) -> Named | str:
    """What may be written: the first word for each key in the reader's language in a cell, the keys in a file."""
    if not cell:
        return ", ".join(keys)
    chosen = [words[key] for key in keys]
    return Named("、".join(one[0] for one in chosen), ", ".join(_english(one) for one in chosen))


def _english(words: tuple[str, ...]) -> str:
    return next(word for word in words if word.isascii())
