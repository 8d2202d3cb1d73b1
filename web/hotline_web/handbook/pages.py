"""The handbook inside the product: the lives of a case and of an assignment, and who may do what."""

from typing import Any

from litestar import Request, get
from litestar.response import Response

from hotline_platform.access.permissions import ROLE_NAMES
from hotline_platform.errors import Message
from hotline_web.answers import page, reader_language
from hotline_web.given import GivenActor
from hotline_web.handbook.chapters import (
    ASSIGNMENT_CHAPTER,
    CASE_CHAPTER,
    SUPERVISION_CHAPTER,
    TASK_CHAPTER,
    Chapter,
    chapters,
)
from hotline_web.handbook.drawing import picture
from hotline_web.handbook.lives import ASSIGNMENT_LIFE, CASE_LIFE, SUPERVISION_LIFE, TASK_LIFE, Life, lines
from hotline_web.handbook.matrix import groups, role_cards
from hotline_web.handbook.shapes import WIDTH
from hotline_web.i18n import translate

AnyRequest = Request[Any, Any, Any]
OWN = {"permission": "own"}


@get("/handbook", opt=OWN, sync_to_thread=False)
def handbook(request: AnyRequest, actor: GivenActor) -> Response[str]:
    """The front page: the chapters that this person may read."""
    return page(request, "handbook/index.html", chapters=chapters(actor))


@get("/handbook/case", opt=OWN, sync_to_thread=False)
def case_page(request: AnyRequest) -> Response[str]:
    """The life of a case."""
    return _life(request, CASE_LIFE, CASE_CHAPTER, ASSIGNMENT_CHAPTER)


@get("/handbook/assignment", opt=OWN, sync_to_thread=False)
def assignment_page(request: AnyRequest) -> Response[str]:
    """The life of an assignment."""
    return _life(request, ASSIGNMENT_LIFE, ASSIGNMENT_CHAPTER, CASE_CHAPTER)


@get("/handbook/supervision", opt=OWN, sync_to_thread=False)
def supervision_page(request: AnyRequest) -> Response[str]:
    """The life of a supervision."""
    return _life(request, SUPERVISION_LIFE, SUPERVISION_CHAPTER, TASK_CHAPTER)


@get("/handbook/task", opt=OWN, sync_to_thread=False)
def task_page(request: AnyRequest) -> Response[str]:
    """What a supervision asks of one unit."""
    return _life(request, TASK_LIFE, TASK_CHAPTER, SUPERVISION_CHAPTER)


@get("/handbook/roles", opt=OWN, sync_to_thread=False)
def roles_page(request: AnyRequest, actor: GivenActor) -> Response[str]:
    """Roles and permissions, one's own role first."""
    cards = sorted(role_cards(), key=lambda card: card.role != actor.role)
    return page(
        request, "handbook/roles.html", groups=groups(), roles=ROLE_NAMES, cards=cards, own=actor.role
    )


def _life(request: AnyRequest, life: Life, chapter: Chapter, other: Chapter) -> Response[str]:
    language = reader_language(request)

    def says(message: Message) -> str:
        return translate(language, message)

    return page(
        request, "handbook/life.html", key=life.key, title=chapter.title, text=chapter.text, other=other,
        picture=picture(life, says), width=WIDTH, states=lines(life),
    )  # fmt: skip


ROUTES = (handbook, case_page, assignment_page, supervision_page, task_page, roles_page)
