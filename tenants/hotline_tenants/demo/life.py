"""One life of the invented city: a case, the time that passes for it, and what it is about."""

import datetime as dt
import random
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from hotline_tenants.demo.city import DemoCity
from hotline_tenants.demo.topics import Topic

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass
class Life:
    """One case on its way: where it is, what it is about, and what time it is for it. It stops where `now` ends.
    `returned` once a unit has asked to give it back: the second time would be for the head to rule on.
    """

    city: DemoCity
    random: random.Random
    tenant: str
    area: str
    topic: Topic
    place: str
    moment: dt.datetime
    now: dt.datetime
    returned: bool = False

    def passes(self, low: float, high: float) -> bool:
        """Let between `low` and `high` hours pass; false when that lies in the future: the case stands still."""
        moment = self.moment + dt.timedelta(hours=self.random.uniform(low, high))
        local = moment.astimezone(ZONE)
        if self.topic.urgency == "general" and not 8 <= local.hour < 18:
            moment += dt.timedelta(hours=(32 - local.hour) % 24)
        if moment >= self.now:
            return False
        self.moment = moment
        return True
