"""A case walks its whole main road through the API, each step by the client whose step it is."""

from sqlalchemy import select

from hotline_platform.access.model import Account
from hotline_tenants.cases.model import CaseEvent
from tests.api.calling import System, calling, category, unit
from tests.conftest import House


async def replied_by_unit(house: House, case_id: str, public: str = "路灯已经修好，请您查看。") -> str:
    """Signed, answered and signed off by the housing bureau's systems; returns the assignment."""
    async with calling(house, "unit_officer", unit="C-HOUSING") as officer:
        assignment = await officer.only_assignment(case_id)
        for noun, body in (
            ("signature", None),
            ("contact", {"note": "已电话联系"}),
            ("reply", {"inner": "更换灯头一只", "public": public}),
        ):
            answer = await officer.act(case_id, f"assignments/{assignment}/{noun}", body)
            assert answer.status_code == 200, answer.text
    async with calling(house, "unit_leader", unit="C-HOUSING") as leader:
        answer = await leader.act(case_id, f"assignments/{assignment}/sign-off")
        assert answer.status_code == 200, answer.text
        assert answer.json()["assignment_state"] == "replied"
    return assignment


async def dispatched(
    house: House, dispatcher: System, case_id: str, code: str = "C-HOUSING", **more: str
) -> None:
    body = {"category_id": category(house), "lead_id": unit(house, code), "opinion": "请尽快修复", **more}
    answer = await dispatcher.act(case_id, "dispatch", body)
    assert answer.status_code == 200, answer.text
    assert answer.json()["state"] == "dispatched"


async def test_a_case_from_intake_to_closing(house: House) -> None:
    async with calling(house, "operator") as operator:
        case = await operator.registered()
        assert (case["state"], case["version"]) == ("registered", 1)
        assert len(case["code"]) == 10
    case_id = case["id"]
    async with calling(house, "dispatcher") as dispatcher:
        await dispatched(house, dispatcher, case_id)
    assignment = await replied_by_unit(house, case_id)
    async with calling(house, "reviewer") as reviewer:
        answer = await reviewer.act(case_id, f"assignments/{assignment}/reply-acceptance")
        assert answer.json()["state"] == "reviewed"
    async with calling(house, "callback_officer") as callback:
        early = await callback.act(case_id, "closure")
        assert early.status_code == 422
        assert early.json()["type"] == "/api/problems/refused"
        answer = await callback.act(
            case_id, "callback",
            {"contacted": True, "unit_contacted": True, "solved": "yes", "satisfied": "very"},
        )  # fmt: skip
        assert answer.status_code == 200, answer.text
        answer = await callback.act(case_id, "closure")
        assert answer.json()["state"] == "closed"
        detail = (await callback.get(f"/api/v1/cases/{case_id}")).json()
    assert detail["ending"] == "called_back"
    assert [one["solved"] for one in detail["callbacks"]] == ["yes"]
    assert [one["act"] for one in detail["events"]] == [
        "register", "dispatch", "sign", "contact", "reply", "sign_off", "accept_reply", "call", "close",
    ]  # fmt: skip
    assert "closure" not in {one["url"].rsplit("/", 1)[1] for one in detail["possible"]}


async def test_what_a_client_may_do_now_stands_in_the_case(house: House) -> None:
    async with calling(house, "dispatcher") as dispatcher, calling(house, "operator") as operator:
        case_id = (await operator.registered())["id"]
        possible = (await dispatcher.get(f"/api/v1/cases/{case_id}")).json()["possible"]
        by_act = {one["act"]: one["url"] for one in possible}
        assert by_act["dispatch"] == f"/api/v1/cases/{case_id}/dispatch"
        assert "answer" not in by_act
        assert "answer" in {
            one["act"] for one in (await operator.get(f"/api/v1/cases/{case_id}")).json()["possible"]
        }


async def test_history_names_the_client_as_who_acted(house: House) -> None:
    async with calling(house, "operator") as operator:
        case_id = (await operator.registered())["id"]
        detail = (await operator.get(f"/api/v1/cases/{case_id}")).json()
    assert [(one["act"], one["role"]) for one in detail["events"]] == [("register", "operator")]
    assert "text" not in detail["events"][0]["facts"]
    async with house.acting("operator") as (db, _):
        wanted = select(CaseEvent.account_id).where(CaseEvent.tenant_id == db.tenant)
        account_id = (await db.execute(wanted)).scalar_one()
        account = (await db.execute(select(Account).where(Account.id == account_id))).scalar_one()
    assert account.name == "operator of another system"
    assert account.login.startswith("api.")


async def test_a_unit_returns_and_asks_for_more_time_through_its_own_system(house: House) -> None:
    evidence = {"reason": "other_duty", "evidence": "该路段由供水单位负责，见职责清单第三条。"}
    async with calling(house, "operator") as operator, calling(house, "dispatcher") as dispatcher:
        case_id = (await operator.registered(type="complaint"))["id"]
        await dispatched(house, dispatcher, case_id)
        async with calling(house, "unit_officer", unit="C-HOUSING") as housing:
            assignment = await housing.only_assignment(case_id)
            asked = await housing.act(case_id, f"assignments/{assignment}/return-request", evidence)
            assert asked.status_code == 200, asked.text
        url = f"assignments/{assignment}/return-grant"
        granted = await dispatcher.act(case_id, url, {"ruling": "同意退单，改派供水单位。"})
        assert (granted.status_code, granted.json()["assignment_state"]) == (200, "returned"), granted.text
        await dispatched(house, dispatcher, case_id, "C-WATER")
    async with calling(house, "unit_officer", unit="C-WATER") as water:
        (second,) = (
            one["id"]
            for one in (await water.get(f"/api/v1/cases/{case_id}")).json()["assignments"]
            if one["id"] != assignment
        )
        more = {"reason": "works", "evidence": "管道更换需要停水施工，材料已到场。"}
        asked = await water.act(case_id, f"assignments/{second}/extension-request", more)
        assert asked.status_code == 200, asked.text
        before = (await water.get(f"/api/v1/cases/{case_id}")).json()
    async with calling(house, "reviewer") as reviewer:
        granted = await reviewer.act(case_id, f"assignments/{second}/extension-grant", {})
        assert granted.status_code == 200, granted.text
        after = (await reviewer.get(f"/api/v1/cases/{case_id}")).json()
    due = [
        next(one["due_at"] for one in detail["assignments"] if one["id"] == second)
        for detail in (before, after)
    ]
    assert due[0] < due[1]
    async with calling(house, "unit_officer", unit="C-HOUSING") as housing:
        assert (await housing.get(f"/api/v1/cases/{case_id}")).status_code == 404
