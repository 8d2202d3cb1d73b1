"""The form about a subscription."""

from dataclasses import dataclass

from hotline_platform.errors import N_
from hotline_tenants.webhooks.addresses import LONGEST
from hotline_tenants.webhooks.subscribing import ACTS, LONGEST_NAME
from hotline_web.forms import Choice, Field, FormSpec
from hotline_web.webhooks.words import act_words


@dataclass(frozen=True)
class Typed:
    """What was typed."""

    name: str
    url: str
    acts: list[str]


FORM = FormSpec(
    Typed,
    (
        Field("name", N_("Name of the system"), max_length=LONGEST_NAME),
        Field("url", N_("Address"), max_length=LONGEST,
              help=N_("https only. Redirects are not followed, and addresses inside the hotline's own walls are not called.")),
        Field("acts", N_("Told of"), "checkboxes", required=False, folded=True,
              choices=tuple(Choice(act, act_words(act)) for act in sorted(ACTS)),
              help=N_("Nothing ticked: everything that happens.")),
    ),
)  # fmt: skip
