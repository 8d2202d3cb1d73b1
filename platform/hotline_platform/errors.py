"""The ways in which the domain says no, in words that a clerk can read and act on."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Message:
    """A sentence to be translated later: `text` is the English message id, `params` fill its %(name)s places.

    Never holds personal data: messages reach logs, notices and error pages.
    """

    text: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text % self.params if self.params else self.text


@dataclass(frozen=True)
class Named:
    """A name that fills a place of a message, in both languages: the reader's own is shown."""

    zh: str
    en: str

    def __str__(self) -> str:
        return self.zh


def N_(text: str, **params: object) -> Message:  # noqa: N802 - the customary mark for extraction
    """Mark `text` for the catalogues and keep it untranslated until a reader's language is known."""
    return Message(text, params)


def kept_message(message: Message) -> dict[str, Any]:
    """A message as JSON, for what is refused where nobody waits for the answer."""
    params = {
        name: kept_message(value) if isinstance(value, Message)
        else {"zh": value.zh, "en": value.en} if isinstance(value, Named)
        else value
        for name, value in message.params.items()
    }  # fmt: skip
    return {"text": message.text, "params": params}


def message_kept(kept: Mapping[str, Any]) -> Message:
    """The message that `kept_message` made JSON of."""
    params = {
        name: value if not isinstance(value, dict) else message_kept(value) if "text" in value else Named(**value)
        for name, value in kept["params"].items()
    }  # fmt: skip
    return Message(kept["text"], params)


class HotlineError(Exception):
    """Base of everything the domain raises on purpose."""

    def __init__(self, message: Message) -> None:
        super().__init__(str(message))
        self.message = message


class NotFound(HotlineError):
    """There is no such thing, or it is somebody else's: the two are not told apart."""

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(message or N_("There is nothing here under this address."))


class NotAllowed(HotlineError):
    """The person is known and the thing exists, but a right is missing."""

    def __init__(self, permission: str = "", message: Message | None = None) -> None:
        super().__init__(message or N_("Your role does not include this act."))
        self.permission = permission


class Stale(HotlineError):
    """Somebody acted in between: what the page showed is no longer so."""

    def __init__(self, message: Message | None = None) -> None:
        super().__init__(
            message or N_("Somebody acted on this case after your page was loaded. Look at it as it is now.")
        )


class Refused(HotlineError):
    """The rules say no. `fields` names the wrong fields of a form, each with its own message."""

    def __init__(self, message: Message, fields: Mapping[str, Message] | None = None) -> None:
        super().__init__(message)
        self.fields: Mapping[str, Message] = fields or {}


def refused_fields(fields: Mapping[str, Message]) -> Refused:
    """A refusal whose reasons stand at the fields themselves."""
    return Refused(N_("Some fields need your attention."), fields)


class TooMany(HotlineError):
    """Too many attempts. `seconds` says when the next one may succeed."""

    def __init__(self, seconds: int, message: Message | None = None) -> None:
        super().__init__(
            message or N_("Too many attempts. Try again in %(minutes)s min.", minutes=-(-seconds // 60))
        )
        self.seconds = seconds


class Misconfigured(HotlineError):
    """A setting is missing or wrong; the process must not start."""
