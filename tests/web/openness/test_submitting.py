"""A citizen submits: one case at the desk, one code, nothing lost, nothing doubled."""


from tests.conftest import House
from tests.openness.the_public import looked_up, submitted, taken_up, the_case
from tests.web.browsing import browsing


async def test_a_demand_reaches_the_dispatcher_and_its_code_follows_it(house: House) -> None:
    async with browsing(house) as citizen:
        code = await submitted(citizen)
        assert len(code) == 10
        waiting = await looked_up(citizen, code, "1234")
        assert await taken_up(house) == 1
        at_the_desk = await looked_up(citizen, code, "1234")
    case = await the_case(house)
    assert "您的诉求已收到" in waiting.text
    assert case.number not in waiting.text
    assert case.number in at_the_desk.text
    async with browsing(house, "dispatcher") as dispatcher:
        assert "花桥路路灯不亮" in (await dispatcher.get("/dispatch")).text
