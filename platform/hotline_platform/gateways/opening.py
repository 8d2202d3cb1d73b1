"""The gateway that the settings name; without one, a line in the log."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from hotline_platform.gateways.gateway import Gateway, Outcome, Outgoing
from hotline_platform.gateways.posting import HttpGateway, client
from hotline_platform.settings import Settings

log = logging.getLogger(__name__)


@asynccontextmanager
async def open_gateway(settings: Settings) -> AsyncIterator[Gateway]:
    """For the messages of one run."""
    if not settings.messages_url:
        yield LoggingGateway(reaches=settings.environment != "production")
        return
    async with client() as http:
        yield HttpGateway(http, settings.messages_url, settings.messages_secret)


class LoggingGateway:
    """Writes that a message went out, never its words nor the number. Good for trying; in production nobody would be
    told and everybody would believe it, so there it `reaches` nobody and says so.
    """

    def __init__(self, *, reaches: bool) -> None:
        self._reaches = reaches

    async def hand_over(self, message: Outgoing) -> Outcome:
        if not self._reaches:
            return Outcome(why="no_gateway", final=True)
        log.info("%s message %s went out to the log only", message.channel, message.id)
        return Outcome(reference="log")
