"""The frame of the public's pages: whose page it is, whoever looks at it."""

from dataclasses import replace
from typing import Any

from litestar import Request
from litestar.response import Response

from hotline_platform.errors import N_, Message, Refused
from hotline_platform.tenancy.registry import Government
from hotline_tenants.intake.channels import takes
from hotline_web.answers import accent_of, page, reader_language, shell_for
from hotline_web.entering import registry
from hotline_web.i18n import translate
from hotline_web.navigation import PRODUCT

AnyRequest = Request[Any, Any, Any]

CLOSED: dict[str, Message] = {
    "preparing": N_("This government is not open here yet."),
    "suspended": N_("This government takes no demands here at present."),
    "archived": N_("This government has ended. Its page is closed."),
    "erasing": N_("This government has ended. Its page is closed."),
    "erased": N_("This government has ended. Its page is closed."),
}
"""What stands on the page of a government that is not live."""

NOT_HERE = N_("This government takes no demands here.")


def government_of(request: AnyRequest, code: str) -> Government:
    """The government whose page this is. Raises NotFound."""
    return registry(request).by_code(code)


def why_closed(request: AnyRequest, government: Government) -> Message | None:
    """Why no demand is taken on this page: the government is not live, or does not take what comes by web."""
    if refusal := CLOSED.get(government.status):
        return refusal
    return None if takes(registry(request), government.id, "web") else NOT_HERE


def has_demands(government: Government) -> bool:
    """Whether anything can be looked up here: not before it is open, and not once it is erased."""
    return government.status not in ("preparing", "erasing", "erased")


def need_living(government: Government) -> None:
    """Raises Refused where nobody works here any more who could read what is sent."""
    if not government.living:
        raise Refused(CLOSED[government.status])


def public_page(
    request: AnyRequest, government: Government, template: str, *, status: int = 200,
    headers: dict[str, str] | None = None, **context: Any,
) -> Response[str]:  # fmt: skip
    """A page of this government, the same for a citizen and for a clerk who is signed in somewhere else."""
    language = reader_language(request)
    known = registry(request)
    above = known.get(government.parent_id) if government.parent_id else None
    shell = replace(
        shell_for(request, language, government), person=None, navigation=(), standings=(), unread=None,
        tenant_name=government.name(language), tenant_short=government.short(language),
        accent=accent_of(registry(request), government),
    )  # fmt: skip
    return page(
        request, template, status=status, government=government, headers=headers, shell=shell, here=government,
        name=government.name(language), closed=why_closed(request, government), above=above,
        successors=[known.get(one) for one in government.successors], **context,
    )  # fmt: skip


def page_of_all(request: AnyRequest, template: str, **context: Any) -> Response[str]:
    """A page that belongs to no single government."""
    language = reader_language(request)
    shell = replace(
        shell_for(request, language), person=None, navigation=(), standings=(), unread=None,
        tenant_name=translate(language, PRODUCT), tenant_short="12345", accent=None, product=N_("For everybody"),
    )  # fmt: skip
    return page(request, template, shell=shell, **context)
