"""Where the numbers of a comparison lead: to their cases, and into the house of a district."""

from dataclasses import dataclass

from hotline_platform.access.actor import Actor
from hotline_platform.tenancy.registry import Government, Registry
from hotline_tenants.overview.comparing import Compared, Question
from hotline_web.figures.asking import Asked

CASES = "/figures/cases"
DISTRICTS = "districts"
"""The units that are governments, all together."""


@dataclass(frozen=True)
class Leads:
    """Links of one page, for one person. `place` is the government whose units are compared; None is one's own."""

    asked: Asked
    actor: Actor
    registry: Registry
    place: Government | None = None
    among: str | None = None
    map: str | None = None
    """The map on which the numbers are read: those of a unit lead to its cases in each house that counted them."""

    def cases(self, row: Compared, measure: str, question: Question | None = None) -> str | None:
        """To the cases behind a number of a unit, or of all; None where this person may not read them."""
        if not self.actor.may("case.read_below" if self.place else "case.read"):
            return None
        more = {"measure": measure} | ({"map": self.map} if self.map else {})
        if self.map is not None and self.among == DISTRICTS:
            return self._in_houses(row, question, more)
        if self.place is not None:
            more["tenant"] = self.place.code
        if row.unit is not None:
            more["unit"] = row.unit.code
        elif self.among is not None:
            more["among"] = self.among
        return self.asked.address(CASES, question, **more)

    def _in_houses(self, row: Compared, question: Question | None, more: dict[str, str]) -> str | None:
        """On a map a district's number is what its units did: in its own house, or in others before. All districts
        together stand in no single list: theirs are one beside the other.
        """
        if not self.actor.may("case.read_below"):
            return None
        if row.unit is None:
            return self.asked.address(CASES, question, **more, among=DISTRICTS)
        government = self._government(row)
        return self.asked.address(CASES, question, **more, tenant=government.code) if government else None

    def inside(self, row: Compared, measure: str) -> str | None:
        """To the cases behind a number of a district's own house."""
        government = self._government(row)
        if government is None or not self.actor.may("case.read_below"):
            return None
        return self.asked.address(CASES, measure=measure, tenant=government.code)

    def house(self, row: Compared) -> str | None:
        """To the units of a district, side by side, for who may read those."""
        government = self._government(row)
        if government is None or not self.actor.may("figures.below"):
            return None
        return self.asked.address(
            f"/overview/{government.code}", None, **({"map": self.map} if self.map else {})
        )

    def _government(self, row: Compared) -> Government | None:
        tenant = row.unit.governs_tenant_id if row.unit else None
        return self.registry.get(tenant) if tenant in self.actor.reads and tenant is not None else None
