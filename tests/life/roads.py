"""A life along a road that is written down, step by step."""

from tests.life.world import Try, World


def lived(world: World, road: str, *, at_home: str = "city") -> World:
    """A new life up to the end of a road; every step of it must succeed, and everything hold after it."""
    life = World(world.database, world.connection, world.city, world.runner, world.seal_key)
    life.registers(0 if at_home == "city" else 3)
    for step in road.split():
        life.waits(1)
        one, number = stepping(life, step)
        assert life.tries(one, number, age=0), step
    return life


def stepping(life: World, step: str) -> tuple[Try, int]:
    """`act@login:unit#choice`: on the newest case of that person's government, on the newest assignment of their unit
    or, for those who have none, of the unit that is named, if any.
    """
    name, _, rest = step.partition("@")
    who, _, number = rest.partition("#")
    login, _, code = who.partition(":")
    actor = life.city.people[login]
    case = next(one for one in reversed(life.seen.cases) if one.tenant_id == actor.tenant)
    unit = life.city.units[actor.tenant].by_code(code).id if code else actor.unit_id
    own = [one for one in life.seen.assignments_of(case.id) if unit in (None, one.unit_id)]
    return Try(name, actor, case, own[-1] if own else None), int(number or 0)
