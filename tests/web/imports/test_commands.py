"""`hotline cases import` and `hotline classification import`, as a person types them."""

import subprocess
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from hotline_tenants.imports.classification import LEVELS
from hotline_tenants.network.model import Category
from tests.cast import CITY
from tests.commands import HOTLINE, environment_of, hotline
from tests.conftest import House
from tests.imports.looking import rows_of
from tests.imports.making import delimited, message, messages_file, replies_file, reply

pytestmark = pytest.mark.long

ROWS = (
    message("1"),
    message("2", title="停水", text="停水"),
    message("3", written="昨天", title="=1+1"),
    message("4", title="", text=""),
)


async def imported(house: House, file: Path, report: Path, *more: str) -> str:
    """Run the command to its end; gives what it printed."""
    done = await hotline(
        house.settings, "cases", "import", str(file), "--tenant", CITY, "--map", "messages", "--report", str(report), *more
    )  # fmt: skip
    assert done.exit_code == 0, done.output
    return done.output


def sheets(file: Path) -> dict[str, list[list[str]]]:
    book = CalamineWorkbook.from_path(str(file))
    return {
        name: [[str(cell) for cell in row] for row in book.get_sheet_by_name(name).to_python()]
        for name in book.sheet_names
    }


async def test_the_command_says_what_became_of_every_row(house: House, tmp_path: Path) -> None:
    said = await imported(house, messages_file(tmp_path, *ROWS), tmp_path / "out" / "report.xlsx")
    lines = [" ".join(line.split()) for line in said.splitlines()]
    assert {"1 Imported", "0 Already there", "2 Refused", "1 For review"} <= set(lines)
    assert {"1 East Lake District", "0 West Ridge County", "1 Names no district"} <= set(lines)
    assert any(line.startswith("4 of 4 rows, ") for line in lines)


async def test_the_report_names_every_refused_cell_and_what_would_be_right(
    house: House, tmp_path: Path
) -> None:
    report = tmp_path / "report.xlsx"
    await imported(house, messages_file(tmp_path, *ROWS), report)
    found = sheets(report)
    assert list(found) == ["汇总", "被拒绝的行", "待人工判定的行"]
    assert found["被拒绝的行"][1:] == [
        ["Sheet1", "D4", "留言时间", "昨天", "这不是日期时间。", "请写成 2019-02-28 11:25:05 或 2019/2/28。"],
        ["Sheet1", "C5", "留言主题", "", "单元格为空、已合并或含有错误值。", "请填写。"],
        ["Sheet1", "E5", "留言详情", "", "单元格为空、已合并或含有错误值。", "请填写。"],
    ]
    assert found["待人工判定的行"][1:] == [["Sheet1", "A3", "2", "没有写明区县", "", "待处理"]]
    sums = {row[0]: row[1] for row in found["汇总"]}
    groups = [int(float(sums[name])) for name in ("已导入", "已存在", "被拒绝", "待人工判定")]
    assert groups == [1, 0, 2, 1]
    assert sum(groups) == int(float(sums["已读行数"])) == int(float(sums["文件行数"]))


async def test_the_report_is_a_csv_where_it_is_called_so_and_holds_no_formula(
    house: House, tmp_path: Path
) -> None:
    report = tmp_path / "report.csv"
    rows = (message("1", written="=HYPERLINK(1)"),)
    await imported(
        house, delimited(tmp_path / "a.csv", [message_headings(), *rows]), report, "--language", "en"
    )
    text = report.read_text(encoding="utf-8-sig")
    assert ",D2,留言时间,'=HYPERLINK(1),This is no date and time.," in text


def message_headings() -> list[object]:
    return ["留言编号", "留言用户", "留言主题", "留言时间", "留言详情", "反对数", "点赞数"]


async def test_columns_that_the_map_does_not_know_are_named_in_the_report(
    house: House, tmp_path: Path
) -> None:
    report = tmp_path / "report.xlsx"
    file = delimited(tmp_path / "a.csv", [[*message_headings(), "经办人"], [*message("1"), "x"]])
    await imported(house, file, report)
    assert ["映射中没有的列", "经办人"] in sheets(report)["汇总"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"--tenant": "0000"}, "no government with the code 0000"),
        ({"--map": "letters"}, "no map letters"),
        ({"--map": "replies"}, "答复意见, 答复时间"),
        ({"--language": "fr"}, "Choose zh or en"),
        ({"file": "nowhere.xlsx"}, "no file"),
    ],
)
def test_what_cannot_be_imported_is_one_plain_sentence(
    house: House, tmp_path: Path, changed: dict[str, str], said: str
) -> None:
    options = {"--tenant": CITY, "--map": "messages", "--report": str(tmp_path / "r.xlsx")} | changed
    file = options.pop("file", str(messages_file(tmp_path, message("1"))))
    done = subprocess.run(
        [HOTLINE, "cases", "import", file, *(part for pair in options.items() for part in pair)],
        env=environment_of(house.settings), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stdout) == (1, "")
    assert said in done.stderr
    assert "Traceback" not in done.stderr


async def test_replies_are_imported_by_their_own_map(house: House, tmp_path: Path) -> None:
    done = await hotline(
        house.settings, "cases", "import", str(replies_file(tmp_path, reply("1"))), "--tenant", CITY, "--map", "replies",
        "--report", str(tmp_path / "r.xlsx"),
    )  # fmt: skip
    assert "1  East Lake District" in done.output


async def test_a_classification_is_added_once(house: House, tmp_path: Path) -> None:
    before = len(await rows_of(house, house.cast.city, Category))
    file = delimited(
        tmp_path / "a.csv", [LEVELS, ("城乡建设", "市政设施", "路灯"), ("城乡建设", "市政设施", "井盖")]
    )
    for added in (1, 0):
        done = await hotline(house.settings, "classification", "import", str(file), "--tenant", CITY)
        assert f"2 entries read, {added} names added" in done.output
    assert len(await rows_of(house, house.cast.city, Category)) == before + 1
