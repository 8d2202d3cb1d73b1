"""How papers call whom they go to."""

from hotline_tenants.network.units import UnitInfo

_AREAS = ("新区", "开发区", "高新区", "示范区", "园区", "度假区")
"""What is run by a committee and has no people's government."""


def government(name: str) -> str:
    """The government of a city, a county or a district; of a development area its administrative committee."""
    return f"{name}{'管理委员会' if name.endswith(_AREAS) else '人民政府'}"


def addressed(unit: UnitInfo) -> str:
    """A unit as a paper addresses it."""
    return government(unit.name_zh) if unit.kind == "government" else unit.name_zh
