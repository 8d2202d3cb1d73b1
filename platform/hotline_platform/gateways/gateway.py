"""What a gateway is, and what comes of handing it a message."""

from dataclasses import dataclass, field
from typing import Literal, Protocol

Channel = Literal["text", "voice"]


@dataclass(frozen=True)
class Outgoing:
    """One message as it leaves. `id` is ours and the same at every attempt: a gateway that got it before sends
    nothing a second time.
    """

    id: str
    channel: Channel
    number: str = field(repr=False)
    words: str = field(repr=False)


@dataclass(frozen=True)
class Outcome:
    """What came of one attempt. Taken: `reference` is the provider's id. Otherwise `why` is one of FAILURES, and
    `final` says that another attempt would end the same way.
    """

    reference: str | None = None
    why: str | None = None
    final: bool = False


FAILURES = ("no_gateway", "timeout", "unreachable", "troubled", "broken", "refused")


class Gateway(Protocol):
    """Sends a text, or rings and speaks the words, as the message's channel says."""

    async def hand_over(self, message: Outgoing) -> Outcome:
        """One attempt, within ten seconds; raises nothing for whatever the other side does."""
        ...
