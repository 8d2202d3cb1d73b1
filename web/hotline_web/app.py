"""The web application: routes, guard, one transaction for each request, and what happens when it fails."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from litestar import Litestar, Request
from litestar.config.csrf import CSRFConfig
from litestar.datastructures import State
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.types import ControllerRouterHandler

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database, database_from
from hotline_platform.database.session import Db
from hotline_platform.errors import HotlineError
from hotline_platform.settings import Settings
from hotline_web import failures
from hotline_web.access import pages as access_pages
from hotline_web.administration import pages as administration_pages
from hotline_web.answering import pages as answering_pages
from hotline_web.api import pages as api_routes
from hotline_web.api.problems import Trouble, answer_with, or_problem
from hotline_web.assets import asset_routes
from hotline_web.audit import above as looked_in_pages
from hotline_web.audit import pages as log_pages
from hotline_web.boundaries import before as before_pages
from hotline_web.boundaries import drafts as boundary_drafts
from hotline_web.boundaries import plans as boundary_plans
from hotline_web.cases import pages as case_pages
from hotline_web.changes import pages as change_pages
from hotline_web.circulars import in_units as unit_circular_pages
from hotline_web.circulars import pages as circular_pages
from hotline_web.circulars import received as received_circular_pages
from hotline_web.clients import pages as client_pages
from hotline_web.committees import pages as committee_pages
from hotline_web.desks import pages as desk_pages
from hotline_web.ending import archiving as end_pages
from hotline_web.ending import confirmations as confirmation_pages
from hotline_web.entering import Entering, signed_in
from hotline_web.evaluation import pages as evaluation_pages
from hotline_web.figures import pages as figure_pages
from hotline_web.files import limits as file_limit_pages
from hotline_web.files import pages as file_pages
from hotline_web.given import GivenActor
from hotline_web.governments import pages as government_pages
from hotline_web.guards import PUBLIC, PasswordFirst, SignedOut, Suspended, check_routes, permission_guard
from hotline_web.guidance import pages as guidance_pages
from hotline_web.handbook import pages as handbook_pages
from hotline_web.home import pages as home_pages
from hotline_web.hotlines import pages as hotline_pages
from hotline_web.imports import pages as import_pages
from hotline_web.imports import review as import_review_pages
from hotline_web.inspection import pages as inspection_pages
from hotline_web.intake import pages as intake_pages
from hotline_web.meetings import pages as meeting_pages
from hotline_web.messages import pages as message_pages
from hotline_web.messages import reports as message_reports
from hotline_web.morning import pages as morning_pages
from hotline_web.network import calendar as calendar_pages
from hotline_web.network import catalogue as catalogue_pages
from hotline_web.network import classification as classification_pages
from hotline_web.network import units as unit_pages
from hotline_web.notices import pages as notice_pages
from hotline_web.onboarding import carrying_out, look, uploading, wizard
from hotline_web.onboarding import readiness as readiness_pages
from hotline_web.onboarding import values as value_pages
from hotline_web.openness import following
from hotline_web.openness import pages as public_pages
from hotline_web.papers import pages as paper_pages
from hotline_web.papers import templates as paper_template_pages
from hotline_web.people import pages as people_pages
from hotline_web.people import person as person_pages
from hotline_web.points import pages as point_pages
from hotline_web.privacy import pages as retention_pages
from hotline_web.recalls import pages as recall_pages
from hotline_web.rectification import pages as rectification_pages
from hotline_web.rendering import prepare
from hotline_web.rosters import acts as roster_acts
from hotline_web.rosters import board as roster_board
from hotline_web.rosters import filling as roster_filling
from hotline_web.rosters import roster as roster_pages
from hotline_web.rosters import shift as shift_pages
from hotline_web.rulings import pages as ruling_pages
from hotline_web.standstill import outages as outage_pages
from hotline_web.standstill import suspensions as suspension_pages
from hotline_web.supervision import case_list as supervision_cases
from hotline_web.supervision import files as supervision_files
from hotline_web.supervision import new as new_supervision
from hotline_web.supervision import one as one_supervision
from hotline_web.supervision import pages as supervision_pages
from hotline_web.supervision import thresholds as threshold_pages
from hotline_web.webhooks import delivery as delivery_pages
from hotline_web.webhooks import pages as webhook_pages

ROUTES: tuple[ControllerRouterHandler, ...] = (
    *access_pages.ROUTES,
    *answering_pages.ROUTES,
    *api_routes.ROUTES,
    *before_pages.ROUTES,
    *case_pages.ROUTES,
    *committee_pages.ROUTES,
    *desk_pages.ROUTES,
    *evaluation_pages.ROUTES,
    *inspection_pages.ROUTES,
    *rectification_pages.ROUTES,
    *recall_pages.ROUTES,
    *figure_pages.ROUTES,
    *file_pages.ROUTES,
    *file_limit_pages.ROUTES,
    *hotline_pages.ROUTES,
    *import_pages.ROUTES,
    *import_review_pages.ROUTES,
    *intake_pages.ROUTES,
    *meeting_pages.ROUTES,
    *message_pages.ROUTES,
    *message_reports.ROUTES,
    *guidance_pages.ROUTES,
    *morning_pages.ROUTES,
    *notice_pages.ROUTES,
    *public_pages.ROUTES,
    *following.ROUTES,
    *circular_pages.ROUTES,
    *received_circular_pages.ROUTES,
    *unit_circular_pages.ROUTES,
    *paper_pages.ROUTES,
    *paper_template_pages.ROUTES,
    *people_pages.ROUTES,
    *person_pages.ROUTES,
    *point_pages.ROUTES,
    *unit_pages.ROUTES,
    *classification_pages.ROUTES,
    *catalogue_pages.ROUTES,
    *calendar_pages.ROUTES,
    *government_pages.ROUTES,
    *wizard.ROUTES,
    *uploading.ROUTES,
    *carrying_out.ROUTES,
    *value_pages.ROUTES,
    *readiness_pages.ROUTES,
    *look.ROUTES,
    *change_pages.ROUTES,
    *retention_pages.ROUTES,
    *boundary_drafts.ROUTES,
    *boundary_plans.ROUTES,
    *suspension_pages.ROUTES,
    *administration_pages.ROUTES,
    *end_pages.ROUTES,
    *confirmation_pages.ROUTES,
    *outage_pages.ROUTES,
    *log_pages.ROUTES,
    *looked_in_pages.ROUTES,
    *handbook_pages.ROUTES,
    *roster_board.ROUTES,
    *roster_pages.ROUTES,
    *roster_filling.ROUTES,
    *roster_acts.ROUTES,
    *shift_pages.ROUTES,
    *ruling_pages.ROUTES,
    *supervision_pages.ROUTES,
    *new_supervision.ROUTES,
    *supervision_cases.ROUTES,
    *supervision_files.ROUTES,
    *one_supervision.ROUTES,
    *threshold_pages.ROUTES,
    *client_pages.ROUTES,
    *webhook_pages.ROUTES,
    *delivery_pages.ROUTES,
    *home_pages.ROUTES,
    *asset_routes(permission=PUBLIC, exclude_from_csrf=True),
)


def create_app(settings: Settings, database: Database | None = None) -> Litestar:
    """The application on a database of its own, or on the one given (which then is the caller's to close)."""
    prepare()
    used = database or database_from(settings)

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        yield
        if database is None:
            await used.close()

    app = Litestar(
        route_handlers=list(ROUTES),
        guards=[permission_guard],
        middleware=[Entering()],
        dependencies={
            "actor": Provide(the_actor, sync_to_thread=False),
            "db": Provide(one_transaction),
            "wide_db": Provide(one_wide_reading),
        },
        exception_handlers={
            HotlineError: or_problem(failures.say_no),
            SignedOut: or_problem(failures.sign_in_first),
            PasswordFirst: failures.password_first,
            Suspended: or_problem(failures.say_suspended),
            Trouble: answer_with,
            HTTPException: or_problem(failures.say_http),
            Exception: or_problem(failures.say_broken),
        },
        csrf_config=CSRFConfig(
            secret=settings.secret, cookie_name="hotline-form", cookie_secure=settings.cookie_secure,
            cookie_samesite="lax", cookie_httponly=True,
        ),
        state=State({"settings": settings, "database": used}),
        lifespan=[lifespan],
        openapi_config=None,
        request_max_body_size=2_000_000,
    )  # fmt: skip
    check_routes(app)
    return app


def the_actor(request: Request[Any, Any, Any]) -> Actor:
    """The person who acts; the guard has made sure that there is one."""
    person = signed_in(request)
    if person is None:
        raise SignedOut
    return person.actor


async def one_transaction(request: Request[Any, Any, Any], actor: GivenActor) -> AsyncIterator[Db]:
    """One request, one transaction, in the person's own tenant. Commits after the page was rendered."""
    database: Database = request.app.state.database
    async with database.transaction(actor.scope) as db:
        yield db


async def one_wide_reading(request: Request[Any, Any, Any], actor: GivenActor) -> AsyncIterator[Db]:
    """For routes that declare that they read below: the reader's role over the person's reach."""
    database: Database = request.app.state.database
    async with database.transaction(actor.wide_scope, "reader") as db:
        yield db
