"""Recomputes an evaluated month from the files beside it and compares every digit. Needs nothing but Python 3.11.

    python recompute.py

Prints a line for each figure and ends with 0 if all of them are those that were published, with 1 otherwise.
"""

import csv
import json
import math
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
FEWEST = 5
DAY = 86_400
Kind = tuple[str, str, str]
Cells = dict[Kind, Counter[str]]
Strata = dict[Kind, tuple[int, int]]


def main() -> int:
    told = json.loads((HERE / "evaluation.json").read_text("utf-8"))
    rows = table("rows.csv")
    left = [row for row in rows if not any(takes(one, row) for one in table("exclusions.csv"))]
    wrong = compare("rows", len(rows), told["rows"])
    scores: dict[str, Decimal | None] = {}
    for basis, own in (("raw", rows), ("adjusted", left)):
        if told["published"][basis] is None:
            continue
        figures = indicators(told, own, whole_of(basis), basis)
        for name, found in figures.items():
            for key, value in found.items():
                wrong += compare(f"{basis} {name} {key}", value, told["published"][basis][name][key])
        shares = {name: (found["counted"], found["of"]) for name, found in figures.items()}
        scores[basis] = score(told, shares)
        wrong += compare(f"{basis} score", text(scores[basis]), told["published"][f"{basis}_score"])
        if basis == told["counts"]:
            upheld = {one["indicator"]: (one["counted"], one["of"]) for one in told["objections"]}
            counting = {**shares, **upheld}
            wrong += compare("score that counts", text(score(told, counting)), told["published"]["score"])
            wrong += after_corrections(told, basis, counting, cells_of(own))
    print("every figure is the published one" if not wrong else f"{wrong} figures differ")
    return 1 if wrong else 0


def after_corrections(told: Any, basis: str, shares: dict[str, tuple[int, int]], own: Cells) -> int:
    """What was corrected since the publication, one line after the other; returns how many figures differ."""
    wrong = 0
    strata = {name: (mine, whole) for name, mine, whole in laid_out(told, own, whole_of(basis))}
    for number, one in enumerate(told["corrections"], start=1):
        shares = {**shares, one["indicator"]: (one["counted"], one["of"])}
        wrong += compare(f"score after correction {number}", text(score(told, shares)), one["score"])
        if one["verdict"] is not None:
            said = corrected(told, basis, one, *strata[one["indicator"]])
            wrong += compare(f"band after correction {number}", said, one["verdict"])
    return wrong


def indicators(told: Any, rows: list[dict[str, str]], whole: Cells, basis: str) -> dict[str, dict[str, Any]]:
    """Each indicator of the district, beside the others of its class."""
    own, took = cells_of(rows), sorted(int(row["took"]) for row in rows if row["took"])
    marks = Counter(mark for row in rows for mark in row["marks"].split())
    silent = marks["reached"] * 2 < marks["called"]
    found: dict[str, dict[str, Any]] = {}
    for name, rate, others in laid_out(told, own, whole):
        days = None
        if name in told["quantiles"] and took:
            days = took[max(1, math.ceil(told["quantiles"][name] * len(took))) - 1] / DAY
        said = banded(
            rate,
            others,
            told["lines"][basis][name],
            silent=silent and name in told["asked_of_callers"],
            less=name in told["less_is_better"],
        )
        found[name] = {**said, "days": days}
    return found


def laid_out(told: Any, own: Cells, whole: Cells) -> Iterator[tuple[str, Strata, Strata]]:
    """Each indicator by kind of work: the district's, and the whole class's."""
    for name, (counted, of) in told["rates"].items():
        yield (
            name,
            {kind: (figures[counted], figures[of]) for kind, figures in own.items()},
            {kind: (figures[counted], figures[of]) for kind, figures in whole.items()},
        )
    paces, together = told["paces"], Counter[str]()
    for figures in whole.values():
        together.update(figures)
    for name, quantile in told["quantiles"].items():
        upto = bucket([together[pace] for pace in paces], quantile)
        yield (
            name,
            {kind: quick(figures, paces, upto) for kind, figures in own.items()},
            {kind: quick(figures, paces, upto) for kind, figures in whole.items()},
        )


def corrected(told: Any, basis: str, one: Any, own: Strata, whole: Strata) -> str:
    """The band that a correction makes. It names no cases, so its amounts are laid over the kinds of work as the published
    ones lay there; the others of the class stay as they were published.
    """
    name, less = one["indicator"], one["indicator"] in told["less_is_better"]
    kinds = sorted(own)
    whole_of = sum(of for _, of in own.values())
    counts, rests = [own[kind][0] for kind in kinds], [own[kind][1] - own[kind][0] for kind in kinds]
    both = [own[kind][1] for kind in kinds]
    mine: Strata = {}
    if whole_of:
        laid = (
            apportioned(one["counted"], counts, both),
            apportioned(one["of"] - one["counted"], rests, both),
        )
        mine = {kind: (these, these + those) for kind, these, those in zip(kinds, *laid, strict=True)}
    others = {
        kind: (
            counted - own.get(kind, (0, 0))[0] + mine.get(kind, (0, 0))[0],
            of - own.get(kind, (0, 0))[1] + mine.get(kind, (0, 0))[1],
        )
        for kind, (counted, of) in whole.items()
    }
    said_then = banded(own, whole, math.inf, silent=False)["verdict"]
    silent = (
        name in told["asked_of_callers"]
        and said_then != "few"
        and told["published"][basis][name]["verdict"] == "few"
    )
    verdict: str = banded(mine, others, one["line"], silent=silent, less=less)["verdict"]
    return verdict


def apportioned(amount: int, over: list[int], otherwise: list[int]) -> list[int]:
    """In whole numbers, by the largest remainders, of equal ones the first."""
    parts = over if sum(over) else otherwise
    shares = [divmod(amount * part, sum(parts)) for part in parts]
    found = [whole for whole, _ in shares]
    for place in sorted(range(len(parts)), key=lambda at: -shares[at][1])[: amount - sum(found)]:
        found[place] += 1
    return found


def banded(
    own: Mapping[Kind, tuple[int, int]],
    whole: Mapping[Kind, tuple[int, int]],
    line: float,
    *,
    silent: bool,
    less: bool = False,
) -> dict[str, Any]:
    """The test of Mantel and Haenszel, stratum by stratum, with its continuity correction."""
    compared, counted = 0, 0
    drawn, variance, rest = [], [], []
    for kind, (own_counted, own_of) in own.items():
        all_counted, all_of = whole[kind]
        others = all_of - own_of
        if own_of <= 0 or others <= 0:
            continue
        share = all_counted / all_of
        compared, counted = compared + own_of, counted + own_counted
        drawn.append(own_of * share)
        variance.append(own_of * others * share * (1 - share) / (all_of - 1))
        rest.append(own_of * (all_counted - own_counted) / others)
    by_chance, spread = math.fsum(drawn), math.fsum(variance)
    enough = min(by_chance, compared - by_chance) >= FEWEST and spread > 0
    p = 1.0
    if enough:
        p = math.erfc(max(abs(counted - by_chance) - 0.5, 0) / math.sqrt(spread) / math.sqrt(2))
    verdict = "expected"
    if silent or not enough:
        verdict = "few"
    elif p <= line:
        verdict = "better" if (counted > by_chance) != less else "worse"
    return {
        "counted": sum(one for one, _ in own.values()), "of": sum(of for _, of in own.values()),
        "expected": math.fsum(rest) / compared if compared else None, "p": p, "verdict": verdict,
    }  # fmt: skip


def score(told: Any, shares: Mapping[str, tuple[int, int]]) -> Decimal | None:
    """In fractions, rounded once, half to even, to four decimals. Of what went wrong, the share counts that did not."""
    counted = {name: weight for name, weight in told["weights"].items() if weight and shares[name][1] > 0}
    whole = sum(counted.values())
    if not whole:
        return None
    exact = sum(part(told, name, shares[name]) * weight for name, weight in counted.items())
    return Decimal(round(exact * 100 * 10**4 / whole)).scaleb(-4)


def part(told: Any, name: str, share: tuple[int, int]) -> Fraction:
    counted, of = share
    return Fraction(of - counted if name in told["less_is_better"] else counted, of)


def takes(exclusion: Mapping[str, str], row: Mapping[str, str]) -> bool:
    """Whether an exclusion takes out a row: by the kind of work, well done or not."""
    return (
        exclusion["type"] in ("", row["type"])
        and exclusion["topic"] in ("", row["topic"])
        and (exclusion["first_on"] or row["dispatched_on"]) <= row["dispatched_on"]
        and row["dispatched_on"] <= (exclusion["last_on"] or row["dispatched_on"])
    )


def cells_of(rows: list[dict[str, str]]) -> Cells:
    found: Cells = {}
    for row in rows:
        marks = [mark for mark in row["marks"].split() if mark not in ("called", "reached")]
        if marks:
            found.setdefault((row["type"], row["urgency"], row["category"]), Counter()).update(marks)
    return found


def whole_of(basis: str) -> Cells:
    """What the whole class counts, the district with it."""
    found: Cells = {}
    for row in table("class.csv"):
        if row["basis"] == basis:
            kind = (row["type"], row["urgency"], row["category"])
            found.setdefault(kind, Counter())[row["measure"]] = int(row["amount"])
    return found


def quick(figures: Counter[str], paces: list[str], upto: int | None) -> tuple[int, int]:
    counts = [figures[pace] for pace in paces]
    return (sum(counts[: upto + 1]) if upto is not None else 0), sum(counts)


def bucket(counts: list[int], quantile: float) -> int | None:
    wanted, reached = max(1, math.ceil(quantile * sum(counts))), 0
    for place, count in enumerate(counts):
        reached += count
        if sum(counts) and reached >= wanted:
            return place
    return None


def table(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def compare(what: str, found: object, told: object) -> int:
    same = found == told
    print(f"{'same ' if same else 'OTHER'} {what}: {found}" + ("" if same else f", published {told}"))
    return int(not same)


if __name__ == "__main__":
    sys.exit(main())
