"""Cases driven through random legal and illegal acts by random people in a city and three districts.

HOTLINE_LIVES=500 leads more of them; --hypothesis-profile=default looks for new ones.
"""

import os
import random

import pytest
from hypothesis import HealthCheck, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from tests.life.world import World

pytestmark = pytest.mark.long

LIVES = int(os.environ.get("HOTLINE_LIVES", "12"))
STEPS = 200
LOOKS_EVERY = 20
"""Steps between two looks at somebody's lists: three pages cost more than an act."""
CALLS = 4
MINUTES = (*(0,) * 12, *(5,) * 10, *(20,) * 8, *(60,) * 4, 180, 240, 600, 600, 1440, 4320)
AGES = (0, 0, 0, 0, 0, 0, 0, 0, None, None, None, 1)
"""How old the page is from which somebody acts, in acts of others; None for no page."""


def test_whatever_anybody_does_nothing_is_lost_and_nobody_sees_too_much(world: World) -> None:
    class Life(RuleBasedStateMachine):
        def __init__(self) -> None:
            super().__init__()
            self.world = World(
                world.database,
                world.connection,
                world.city,
                world.runner,
                world.seal_key,
                world.windows,
                note,
            )
            self.world.registers(0)

        @rule(luck=st.integers(0, 2**24 - 1))
        def goes_on(self, luck: int) -> None:
            if not luck:
                return
            chance = random.Random(
                luck
            )  # hypothesis leaves steps out; what it would vary in one step varies too little
            kind, number, age = chance.randrange(20), chance.randrange(1000), chance.choice(AGES)
            pick, who = chance.randrange(10_000), chance.randrange(100)
            self.world.waits(chance.choice(MINUTES))
            if kind == 19 and sum(not one.referred for one in self.world.seen.cases) < CALLS:
                self.world.registers(number)
            elif kind == 18:
                self.world.ticks()
            elif kind >= 15:
                self.world.tries(self.world.anything(pick, number, who), number, age)
            elif one := self.world.promising(pick, who):
                self.world.tries(one, number, age)
            self.world.knows(who, pick)
            if luck % LOOKS_EVERY == 0:
                self.world.looks(who, luck)

        def teardown(self) -> None:
            self.world.proves()

    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=LIVES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
