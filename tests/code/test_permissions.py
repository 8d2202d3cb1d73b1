"""Every route names a permission, and every permission of the matrix opens something or says what it waits for."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from litestar import Litestar
from litestar.routes import HTTPRoute

from hotline_platform.access.permissions import PERMISSIONS, ROLE_NAMES, ROLES
from hotline_platform.settings import Settings
from hotline_tenants.cases.lifecycle import ASSIGNMENT, CASE
from hotline_web.app import create_app
from hotline_web.guards import PUBLIC

SOURCES = Path(__file__).parents[2]

LATER = {
    "mail.register": "the mayor's mailbox",
    "knowledge.write": "the knowledge base",
    "openness.read": "the overseers' view",
}
"""Permissions whose pages come with a later duty of `domain.md` §1."""


def handlers() -> Iterator[tuple[str, Any]]:
    app: Litestar = create_app(
        Settings(environment="test", urls={"app": "postgresql://"}, secret="s" * 32, seal_key="k" * 32)
    )
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                if not handler.fn.__module__.startswith("litestar."):
                    yield f"{sorted(handler.http_methods)} {route.path}", handler


def named(handler: Any) -> tuple[str, ...]:
    permission = handler.opt.get("permission")
    return permission if isinstance(permission, tuple) else (permission,)


def test_every_route_names_a_permission_that_the_matrix_knows() -> None:
    found = list(handlers())
    assert len(found) > 20
    for place, handler in found:
        assert named(handler), place
        assert all(one == PUBLIC or one in PERMISSIONS for one in named(handler)), place


def test_every_permission_opens_something_or_waits_for_a_later_duty() -> None:
    opened = {one for _, handler in handlers() for one in named(handler)}
    opened |= {
        found.permission for machine in (CASE, ASSIGNMENT) for found in machine.values() if found.permission
    }
    asked = re.compile(r"\b(?:need|may)\(\s*\"([a-z_.]+)\"")
    for root in ("platform", "tenants", "web"):
        for file in (SOURCES / root).glob("hotline_*/**/*.py"):
            opened |= set(asked.findall(file.read_text()))
    assert opened - {PUBLIC} <= set(PERMISSIONS)
    assert set(PERMISSIONS) - opened == set(LATER)


def test_every_role_holds_known_permissions_and_has_a_name() -> None:
    assert set(ROLES) == set(ROLE_NAMES)
    for role, permissions in ROLES.items():
        assert permissions <= set(PERMISSIONS), role
        assert "own" in permissions, role
    assert frozenset().union(*ROLES.values()) == set(PERMISSIONS), "nobody holds it"
