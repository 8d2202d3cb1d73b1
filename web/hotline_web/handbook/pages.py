"""The handbook inside the product: the lives of what people work on, and who may do what."""

from typing import Any

from litestar import Request, get
from litestar.response import Response

from hotline_platform.access.permissions import ROLE_NAMES
from hotline_platform.errors import Message
from hotline_web.answers import page, reader_language
from hotline_web.given import GivenActor
from hotline_web.handbook.chapters import (
    ASSIGNMENT_CHAPTER,
    CAMPAIGN_CHAPTER,
    CASE_CHAPTER,
    DAY_CHAPTER,
    DECISION_CHAPTER,
    HOTLINE_CHAPTER,
    MEETING_CHAPTER,
    RECTIFICATION_CHAPTER,
    SUPERVISION_CHAPTER,
    TASK_CHAPTER,
    Chapter,
    chapters,
)
from hotline_web.handbook.drawing import picture
from hotline_web.handbook.lives import (
    ASSIGNMENT_LIFE,
    CAMPAIGN_LIFE,
    CASE_LIFE,
    DAY_LIFE,
    DECISION_LIFE,
    HOTLINE_LIFE,
    MEETING_LIFE,
    RECTIFICATION_LIFE,
    SUPERVISION_LIFE,
    TASK_LIFE,
    Life,
    lines,
)
from hotline_web.handbook.matrix import groups, role_cards
from hotline_web.handbook.shapes import WIDTH
from hotline_web.i18n import translate

AnyRequest = Request[Any, Any, Any]
OWN = {"permission": "own"}


@get("/handbook", opt=OWN, sync_to_thread=False)
def handbook(request: AnyRequest, actor: GivenActor) -> Response[str]:
    """The front page: the chapters that this person may read."""
    return page(request, "handbook/index.html", chapters=chapters(actor))


@get("/handbook/roles", opt=OWN, sync_to_thread=False)
def roles_page(request: AnyRequest, actor: GivenActor) -> Response[str]:
    """Roles and permissions, one's own role first."""
    cards = sorted(role_cards(), key=lambda card: card.role != actor.role)
    return page(
        request, "handbook/roles.html", groups=groups(), roles=ROLE_NAMES, cards=cards, own=actor.role
    )


def _route(life: Life, chapter: Chapter, other: Chapter) -> Any:
    @get(chapter.url, opt=OWN, sync_to_thread=False, name=f"handbook_{life.key}")
    def life_page(request: AnyRequest) -> Response[str]:
        language = reader_language(request)

        def says(message: Message) -> str:
            return translate(language, message)

        return page(
            request, "handbook/life.html", key=life.key, title=chapter.title, text=chapter.text, other=other,
            picture=picture(life, says), width=WIDTH, states=lines(life),
        )  # fmt: skip

    return life_page


PAIRS = (
    ((CASE_LIFE, CASE_CHAPTER), (ASSIGNMENT_LIFE, ASSIGNMENT_CHAPTER)),
    ((SUPERVISION_LIFE, SUPERVISION_CHAPTER), (TASK_LIFE, TASK_CHAPTER)),
    ((CAMPAIGN_LIFE, CAMPAIGN_CHAPTER), (RECTIFICATION_LIFE, RECTIFICATION_CHAPTER)),
    ((MEETING_LIFE, MEETING_CHAPTER), (DECISION_LIFE, DECISION_CHAPTER)),
    ((HOTLINE_LIFE, HOTLINE_CHAPTER), (DAY_LIFE, DAY_CHAPTER)),
)
"""Lives that meet: the page of each leads to the other one."""

ROUTES = (
    handbook,
    roles_page,
    *(
        _route(*one, other)
        for first, second in PAIRS
        for one, (_, other) in ((first, second), (second, first))
    ),
)
