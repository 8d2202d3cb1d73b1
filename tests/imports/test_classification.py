"""A classification from three columns."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from hotline_platform.errors import Refused
from hotline_tenants.imports.classification import LEVELS, read_classification
from tests.imports.making import SHARED, delimited, workbook

ROWS: list[Sequence[object]] = [
    ("城乡建设", "市政设施", "路灯"),
    ("城乡建设", "市政设施", "供水"),
    ("生态环境", "噪声", "施工噪声"),
]


def test_three_columns_become_paths_each_once(tmp_path: Path) -> None:
    file = delimited(
        tmp_path / "a.csv", [LEVELS, *ROWS, (" 城乡建设 ", "市政设施\n", "路灯")], encoding="gbk"
    )
    assert [path.names_zh for path in read_classification(file)] == ROWS


@pytest.mark.parametrize(
    ("head", "rows", "said"),
    [
        (("一级分类", "二级", "三级分类"), ROWS, "B1 “二级”"),
        (("一级分类", "二级分类"), ROWS, "三级分类"),
        (LEVELS, [*ROWS, ("城乡建设", "", "井盖")], "B5"),
        (LEVELS, [*ROWS, ("", None, "井盖")], "A5, B5"),
        (LEVELS, [], "no row"),
    ],
)
def test_what_is_missing_is_named_by_its_cell(
    tmp_path: Path, head: Sequence[object], rows: list[Sequence[object]], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        read_classification(workbook(tmp_path / "a.xlsx", {"分类": [head, *rows]}))


def test_a_merged_cell_is_named_with_the_one_it_was_merged_into(tmp_path: Path) -> None:
    file = workbook(tmp_path / "a.xlsx", {"分类": [LEVELS, *ROWS]}, merged=[(1, 0, 2, 0), (1, 1, 2, 1)])
    with pytest.raises(Refused, match=r"A3 \(A2\), B3 \(B2\)"):
        read_classification(file)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared files are not beside this project")
def test_the_real_classification_is_read() -> None:
    paths = read_classification(SHARED / "classification.xlsx")
    assert len(paths) == len({path.names_zh for path in paths}) == 517
