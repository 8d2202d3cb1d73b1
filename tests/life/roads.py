"""A life along a road that is written down, step by step."""

from tests.life.world import Try, World


def lived(world: World, road: str, *, at_home: str = "city") -> World:
    """A new life up to the end of a road; every step of it must succeed, and everything hold after it. `again` registers
    one more, `again#3` in the east.
    """
    life = World(world.database, world.connection, world.city, world.runner, world.seal_key, world.windows)
    life.registers(0 if at_home == "city" else 3)
    for step in road.split():
        life.waits(1)
        if step.startswith("again"):
            life.registers(int(step.partition("#")[2] or (0 if at_home == "city" else 3)))
            continue
        one, number = stepping(life, step)
        assert life.tries(one, number, age=0), step
    return life


def stepping(life: World, step: str) -> tuple[Try, int]:
    """`act@login:unit#choice`: on the newest case of that person's government (`^act` on its oldest), on the newest
    assignment of their unit or, for those who have none, of the unit that is named, if any.
    """
    name, _, rest = step.removeprefix("^").partition("@")
    who, _, number = rest.partition("#")
    login, _, code = who.partition(":")
    actor = life.city.people[login]
    cases = [one for one in life.seen.cases if one.tenant_id == actor.tenant]
    case = cases[0] if step.startswith("^") else cases[-1]
    unit = life.city.units[actor.tenant].by_code(code).id if code else actor.unit_id
    own = [one for one in life.seen.assignments_of(case.id) if unit in (None, one.unit_id)]
    return Try(name, actor, case, own[-1] if own else None), int(number or 0)
