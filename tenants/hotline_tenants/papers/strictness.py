"""What a template may hold: fields, conditions and lists, and nothing that runs.

Whoever uploads a template writes a program for us to run. So every piece of it, wherever in the file it stands, is
parsed here first, and whatever is not one of a few harmless shapes is refused before it is compiled.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from jinja2 import TemplateError, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from hotline_platform.errors import N_, Message, Refused

_HARMLESS = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.If, nodes.For, nodes.Not, nodes.And,
    nodes.Or, nodes.Getattr,
)  # fmt: skip
_UNKNOWN_TAG = re.compile(r"unknown tag '([^']+)'")
_OF_A_LOOP = frozenset({"index", "first", "last"})


BROKEN: tuple[type[Exception], ...] = (TemplateError,)
"""What a template raises that cannot be read or filled in."""


class StrictEnvironment(ImmutableSandboxedEnvironment):
    """Refuses, with the words of `Refused`, any template that knows a field which is not among `fields`.

    `lists` are the fields that are gone through, each in one loop and none inside another: the work that a template
    makes stays in proportion to the paper.
    """

    def __init__(self, fields: Iterable[str], lists: Iterable[str]) -> None:
        super().__init__(autoescape=True)
        self._fields, self._lists = frozenset(fields), frozenset(lists)

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        parsed = super()._parse(source, name, filename)
        self._look(parsed, {})
        return parsed

    def _look(self, node: nodes.Node, local: Mapping[str, Any]) -> None:
        if not isinstance(node, _HARMLESS):
            raise Refused(
                N_("A template holds fields, conditions and lists only; this one also holds: %(what)s.",
                   what=type(node).__name__)
            )  # fmt: skip
        if isinstance(node, nodes.Name) and node.name not in local and node.name not in self._fields:
            raise unknown(node.name)
        if isinstance(node, nodes.Getattr):
            self._look_at_part(node, local)
        if isinstance(node, nodes.For):
            local = self._inside(node, local)
        for child in node.iter_child_nodes():
            self._look(child, local)

    def _look_at_part(self, node: nodes.Getattr, local: Mapping[str, Any]) -> None:
        """Nothing has parts but the loop itself: `loop.index`."""
        whole = node.node.name if isinstance(node.node, nodes.Name) else "…"
        if whole != "loop" or "loop" not in local or node.attr not in _OF_A_LOOP:
            raise unknown(f"{whole}.{node.attr}")

    def _inside(self, node: nodes.For, local: Mapping[str, Any]) -> Mapping[str, Any]:
        plain = isinstance(node.iter, nodes.Name) and isinstance(node.target, nodes.Name)
        if local or not plain or node.iter.name not in self._lists or node.recursive:  # type: ignore[attr-defined]
            raise Refused(
                N_("A list in a template goes through one of these, and not inside another list: %(lists)s.",
                   lists=", ".join(sorted(self._lists)))
            )  # fmt: skip
        return {node.target.name: True, "loop": True}  # type: ignore[attr-defined]


def why_broken(error: Exception) -> Message | None:
    """Where it is the template's grammar, what to look for, in words of whoever wrote it and not of the parser."""
    if not isinstance(error, TemplateSyntaxError):
        return None
    if tag := _UNKNOWN_TAG.search(str(error.message)):
        return N_("no paper knows the tag %(tag)s; use if, for and endif, endfor", tag=tag[1][:60])
    if "Unexpected end of template" in str(error.message):
        return N_(
            "a condition or a list is opened and not closed; each if needs its endif, each for its endfor"
        )
    return N_(
        "between braces stands something that is no field, condition or list; compare it with our template"
    )


def unknown(field: str) -> Refused:
    """For a field that no paper has."""
    return Refused(N_("The template has a field that no paper knows: %(field)s.", field=field[:60]))
