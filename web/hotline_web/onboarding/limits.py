"""The limits of time rules as one table to type in: a row for each rule, a column for each limit, empty where inherited."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from hotline_platform.calendar.spans import Span
from hotline_platform.errors import N_, Message, Refused, refused_fields
from hotline_tenants.clocks.rules import Rule
from hotline_tenants.onboarding.checking_rules import LIMITS
from hotline_web.forms import Field
from hotline_web.i18n import Language
from hotline_web.onboarding.words import LIMIT_WORDS
from hotline_web.pieces import Text


@dataclass(frozen=True)
class Row:
    """A rule: its field for each limit that it has, and whether something stands in one of them. `inherit` is the field
    to tick for what is above, where that is no button.
    """

    code: str
    name: Text
    fields: Mapping[str, Field]
    own: bool = False
    inherit: Field | None = None


@dataclass(frozen=True)
class Said:
    """A limit as it is, and the one above where that is another."""

    label: Message
    value: Any
    differs: bool
    above: Any = None


def limit_fields(rules: Sequence[Rule], language: Language) -> tuple[Field, ...]:
    """A field for every limit of every rule above, under what it is there."""
    return tuple(
        Field(_name(rule, limit), N_("%(rule)s: %(limit)s", rule=rule.name(language), limit=LIMIT_WORDS[limit]),
              required=False, max_length=12, width="narrow", help=N_("Inherited: %(limit)s", limit=str(above)),
              placeholder=str(above))
        for rule in rules
        for limit in LIMITS
        if (above := rule.limit(limit)) is not None
    )  # fmt: skip


def limit_rows(rules: Sequence[Rule], language: Language, typed: Mapping[str, Any]) -> list[Row]:
    """The same as they stand in the table."""
    fields = {field.name: field for field in limit_fields(rules, language)}
    return [
        Row(
            rule.code, rule.name(language),
            {limit: fields[_name(rule, limit)] for limit in LIMITS if _name(rule, limit) in fields},
            own=any(typed.get(_name(rule, limit)) for limit in LIMITS),
        )
        for rule in rules
    ]  # fmt: skip


def limits_said(rule: Rule, above: Rule | None, words: Mapping[str, Message]) -> list[Said]:
    """The limits of a rule in force, each of these words, so that rules stand below each other like a table."""
    return [
        Said(label, value := getattr(rule, name), above is not None and value != getattr(above, name),
             getattr(above, name, None))
        for name, label in words.items()
    ]  # fmt: skip


def limits_typed(rules: Sequence[Rule], values: Mapping[str, Any]) -> list[dict[str, str]]:
    """The rules that are to be others than above, each with those limits. Raises Refused with every field that is no limit."""
    found: list[dict[str, str]] = []
    wrong: dict[str, Message] = {}
    for rule in rules:
        own = {}
        for limit in LIMITS:
            if written := values.get(_name(rule, limit)):
                try:
                    own[limit] = str(Span.parse(written))
                except Refused as refusal:
                    wrong[_name(rule, limit)] = refusal.message
        if own:
            found.append({"code": rule.code, **own})
    if wrong:
        raise refused_fields(wrong)
    return found


def inherited_again(rules: Sequence[Rule], code: str, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, without what stood at one rule."""
    gone = {_name(rule, limit) for rule in rules if rule.code == code for limit in LIMITS}
    return {name: "" if name in gone else value for name, value in typed.items()}


def _name(rule: Rule, limit: str) -> str:
    return f"{rule.code}_{limit}"
