"""The settings and time rules of a government as they are: what each is, where it comes from, what is agreed to come."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

from litestar import Request, get
from litestar.response import Response

from hotline_platform.access.actor import Actor
from hotline_platform.database.engine import Database
from hotline_platform.database.session import Db
from hotline_platform.errors import N_, Message
from hotline_platform.tenancy.registry import Government, Registry, load_registry
from hotline_platform.tenancy.values import Value, value_of
from hotline_tenants.changes.model import Change
from hotline_tenants.changes.reading import subjects_of, to_come
from hotline_tenants.changes.subjects import RULE, THRESHOLD, VALUE, may_propose
from hotline_tenants.onboarding.rules import compared_rules
from hotline_tenants.onboarding.values import SETTINGS
from hotline_tenants.privacy.keeping import DAYS
from hotline_tenants.supervision.thresholds import every_threshold, own_thresholds
from hotline_web.answers import page, reader_language
from hotline_web.changes.lists import LIST, SEE, SETTINGS_PAGE, proposal_url, tabs
from hotline_web.changes.words import LIMITS
from hotline_web.entering import moment
from hotline_web.given import GivenActor, GivenDb
from hotline_web.i18n import Reader
from hotline_web.network.classification import particular
from hotline_web.onboarding.limits import limits_said
from hotline_web.onboarding.showing import words
from hotline_web.onboarding.words import SETTINGS as VALUE_WORDS
from hotline_web.pieces import Text

AnyRequest = Request[Any, Any, Any]


@dataclass(frozen=True)
class Shown:
    """One setting: what it is, whose it is, the change that is to come, and where it is changed (None: not by you)."""

    subject: str
    label: Text
    value: Any
    own: bool
    source: Text
    version: int | None = None
    coming: Change | None = None
    url: str | None = None
    locked: Text | None = None


@get(SETTINGS_PAGE, opt=SEE)
async def settings_page(request: AnyRequest, db: GivenDb, actor: GivenActor) -> Response[str]:
    """Everything that can be changed, with a way to propose it."""
    registry, now = await load_registry(db), moment(request)
    here = registry.get(db.tenant)
    db.cache.forget("thresholds", db.tenant)
    coming = {
        subject: change for change in await to_come(db, at=now) for subject in subjects_of(change.items)
    }
    known = _Known(registry, here, actor, coming, Reader(reader_language(request), here.zone, now), now)
    return page(
        request, "changes/settings.html", tabs=await tabs(db, SETTINGS_PAGE), here=here,
        rules=await _rules(request.app.state.database, known), values=_values(known), thresholds=await _thresholds(db, known),
        may=actor.may("settings.propose") and here.status == "live", changes=LIST,
    )  # fmt: skip


@dataclass(frozen=True)
class _Known:
    registry: Registry
    here: Government
    actor: Actor
    coming: dict[str, Change]
    reader: Reader
    now: dt.datetime

    @property
    def above(self) -> Text:
        """Who stands above: the city, or the product."""
        parent = self.here.parent_id
        return self.registry.get(parent).name(self.reader.language) if parent else N_("The product's")

    def url(self, subject: str) -> str | None:
        return (
            proposal_url(subject) if may_propose(self.actor, subject) and self.here.status == "live" else None
        )


async def _rules(database: Database, known: _Known) -> list[Shown]:
    shown = []
    compared = await compared_rules(database, known.here, at=known.now)
    for one in sorted(compared, key=lambda each: particular(each.rule)):
        rule, subject = one.rule, f"{RULE}.{one.rule.code}"
        shown.append(
            Shown(subject, rule.name(known.reader.language), limits_said(rule, one.above, LIMITS), one.own,
                  N_("Set here") if one.own else known.above, rule.version, known.coming.get(subject), known.url(subject))
        )  # fmt: skip
    return shown


def _values(known: _Known) -> list[Shown]:
    shown = []
    for key in SETTINGS:
        value = value_of(known.registry, known.here.id, key)
        subject = f"{VALUE}.{key}"
        url = (
            "/retention" if key in DAYS.values() and known.actor.may("person.retain") else known.url(subject)
        )
        shown.append(
            Shown(subject, VALUE_WORDS[key], words(key, value.value, known.here, known.reader), _own(value, known),
                  _source(value, known), coming=known.coming.get(subject), url=url, locked=_locked(key))
        )  # fmt: skip
    return shown


def _locked(key: str) -> Message:
    """Why somebody who may propose other changes does not propose this one."""
    return N_("Set by the administrator") if key in DAYS.values() else N_("Set by the platform")


def _own(value: Value, known: _Known) -> bool:
    return value.by is not None and value.by.id == known.here.id


def _source(value: Value, known: _Known) -> Text:
    if value.by is None:
        return N_("The product's")
    return N_("Set here") if _own(value, known) else value.by.name(known.reader.language)


async def _thresholds(db: Db, known: _Known) -> list[Shown]:
    own = await own_thresholds(db)
    shown = []
    for one in await every_threshold(db):
        subject = f"{THRESHOLD}.{one.code}"
        mine = own[one.code] is not None and own[one.code] == one.value
        source: Text = (
            N_("Set here") if mine else known.above if one.floor == one.value else N_("The product's")
        )
        shown.append(
            Shown(subject, one.name, str(one.value), mine, source, coming=known.coming.get(subject), url=known.url(subject))
        )  # fmt: skip
    return shown


ROUTES = (settings_page,)
