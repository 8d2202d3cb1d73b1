"""What is asked before a government is archived, brought back, erased."""

from collections.abc import Iterable
from dataclasses import dataclass

from hotline_platform.errors import N_
from hotline_platform.tenancy.registry import Government
from hotline_web.forms import Choice, Field, FormSpec
from hotline_web.standstill.forms import reason_form


@dataclass(frozen=True)
class Archived:
    """As typed: `successor` is a division code."""

    reason: str
    successor: str | None = None


BRING_BACK = reason_form(N_("By whose decision. It stands in the log."))
ERASE = reason_form(N_("By whose decision and under which law. It stands on the certificate."))
WITHDRAW = reason_form(N_("Why it is not erased after all. It stands in the log."))


def archive_form(governments: Iterable[Government], language: str) -> FormSpec[Archived]:
    """`governments` are those that could carry on its work."""
    choices = tuple(Choice(one.code, one.name(language)) for one in governments)
    return FormSpec(
        Archived,
        (
            Field("reason", N_("Reason"), "textarea", rows=3, max_length=500,
                  help=N_("By whose decision, and why. It stands in the log.")),
            Field("successor", N_("Who carries on its work"), "select", required=False, choices=choices,
                  help=N_("Its public page leads there.")),
        ),
    )  # fmt: skip
