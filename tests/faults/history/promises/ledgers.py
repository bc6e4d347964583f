"""Every lead is a line, and every total is the sum of its lines."""

import uuid
from collections import Counter

from history import table
from history.promises.verdicts import case_state

# Ledgers, stages of a line, cells.
LEADS, CASES, SWEEPS = 1, 3, 7
OPEN, DONE, VOID = 1, 2, 3
LEAD_NO, STEPS = 1, 19

STAGES = {table.CLOSED: DONE, table.RETURNED: VOID, table.RECALLED: VOID}
WHOLE_TOWN = str(uuid.UUID(int=0))
SUBSTANTIATED, PARTLY = 1, 2


def cells_of(line):
    """What the line says, by the cell's number: it is written "number:bytes:text" for each."""
    cells, rest = {}, line.cells
    while rest:
        number, size, rest = rest.split(b":", 2)
        cells[int(number)], rest = rest[:int(size)].decode(), rest[int(size):]
    return cells


def _lines(world, ledger):
    return [line for line in world.rows["supervision.ledger_line"] if line.ledger == ledger]


def every_lead_is_one_line_as_it_is(world):
    lines = Counter(line.subject for line in _lines(world, LEADS))
    for line in _lines(world, LEADS):
        lead = world.leads.get(line.lead_id)
        if lead is None:
            yield f"line {line.subject} is of no lead"
        elif ((cells_of(line).get(LEAD_NO), line.division, line.state, line.channel, line.sector) !=
              (lead.lead_no, lead.division, lead.state, *_shown(world, lead))):
            yield f"the line of lead {lead.id} is not as the lead is"
    yield from (f"lead {lead} has {lines[lead]} lines" for lead in world.leads if lines[lead] != 1)


def _shown(world, lead):
    """Channel and sector; of a sealed lead the ledger keeps a stub."""
    told = {event.action for event in world.streams["intake", "lead", lead.id]}
    sealed = told & {"lead.seal", "lead.sealMerged"}
    return (0, 0) if sealed else (lead.channel, lead.sector)


def every_case_is_one_line_as_it_is(world):
    steps = Counter(event.aggregate_id for event in world.events.values()
                    if event.action == "case.record_step")
    lines = {line.subject: line for line in _lines(world, CASES)}
    for case in world.cases.values():
        line = lines.pop(case.id, None)
        if line is None:
            yield f"case {case.id} has no line"
            continue
        said = line.lead_id, line.unit_id, line.stage, int(cells_of(line).get(STEPS, 0))
        if said != (case.lead_id, case.unit_id, STAGES.get(case_state(case), OPEN), steps[case.id]):
            yield f"the line of case {case.id}, {case_state(case)}, says {said}"
    yield from (f"line {line} is of no case" for line in lines)


def every_total_is_the_sum_of_its_lines(world):
    counted = Counter((line.division, *measure) for line in world.rows["supervision.ledger_line"]
                      for measure in _measures(line))
    said = Counter({(row.division, row.measure, row.unit_id, row.code): row.count
                    for row in world.rows["supervision.total"]})
    for what in {*counted, *said}:
        if counted[what] != said[what]:
            yield f"total {what} is {said[what]}, and {counted[what]} lines"


def _measures(line):
    """What a line counts for: measure, unit and code, as hecha.supervision.v1.Measure has them."""
    if line.ledger == LEADS:
        yield 1, WHOLE_TOWN, line.state
        yield 2, WHOLE_TOWN, line.sector
        yield 3, WHOLE_TOWN, line.channel
        yield 6, WHOLE_TOWN, line.opened_day
        if line.light:
            yield 5, WHOLE_TOWN, line.light
            if line.unit_id != WHOLE_TOWN:
                yield 9, line.unit_id, line.light
    if line.ledger == CASES and line.stage != VOID:
        yield 8, line.unit_id, line.stage
    if line.ledger == CASES and line.stage == DONE:
        yield 4, WHOLE_TOWN, line.outcome
        yield 7, WHOLE_TOWN, line.closed_day
        if line.outcome in (SUBSTANTIATED, PARTLY):
            yield 8, line.unit_id, 3
    if line.ledger == SWEEPS:
        yield 12, WHOLE_TOWN, line.state
        yield 13, line.unit_id, line.state
    if line.stage != VOID:
        yield 9 + line.stage, WHOLE_TOWN, line.ledger


PROMISES = (
    every_lead_is_one_line_as_it_is,
    every_case_is_one_line_as_it_is,
    every_total_is_the_sum_of_its_lines,
)
