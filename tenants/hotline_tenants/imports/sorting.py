"""Which of four ways a row goes: taken over, there already, refused, or to a person. Exactly one, always."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from hotline_tenants.imports.letters import Letter, WrongCell, wrong_cell
from hotline_tenants.imports.opening import Placed
from hotline_tenants.imports.places import Gazetteer, Named
from hotline_tenants.imports.presence import Present, as_present
from hotline_tenants.imports.problems import Wrong
from hotline_tenants.imports.sheets import Row
from hotline_tenants.network.units import UnitTree


@dataclass(frozen=True)
class Line:
    """One row with what it was read as; `number` counts the rows of the file."""

    number: int
    row: Row
    letter: Letter | list[WrongCell]


@dataclass
class Sorted:
    """The lines of a batch, by the way that they go."""

    placed: list[Placed] = field(default_factory=list)
    present: int = 0
    refused: list[tuple[Line, list[WrongCell]]] = field(default_factory=list)
    queued: list[tuple[Line, Letter, Named]] = field(default_factory=list)


def sort_out(
    lines: Iterable[Line], known: dict[str, Present], gazetteer: Gazetteer, units: UnitTree
) -> Sorted:
    """Sort a batch. `known` are those of its numbers that are there, and grows by what the batch itself brings.

    A row that names one district goes to it. A tenant without governments below it keeps every row.
    """
    found = Sorted()
    for line in lines:
        letter = line.letter
        if isinstance(letter, list):
            found.refused.append((line, letter))
            continue
        earlier = known.get(letter.number)
        if earlier is None:
            known[letter.number] = as_present(letter)
            named = gazetteer.named(letter.title, letter.body, letter.answer) if gazetteer else None
            if named is None or named.reason is None:
                found.placed.append(Placed(letter, units.find(named.unit_id) if named else None))
            else:
                found.queued.append((line, letter, named))
        elif earlier.differs_from(letter):
            found.refused.append((line, [wrong_cell(line.row, "number", Wrong("other_content"))]))
        else:
            found.present += 1
    return found
