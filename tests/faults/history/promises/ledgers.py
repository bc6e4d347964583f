"""Every lead is a line, and every total is the sum of its lines."""

from collections import Counter

STATE, SECTOR, CHANNEL, OUTCOME = 1, 2, 3, 4


def every_lead_is_one_line_as_it_is(world):
    lines = Counter(line.lead_id for line in world.rows["supervision.lead_line"])
    for line in world.rows["supervision.lead_line"]:
        lead = world.leads.get(line.lead_id)
        if lead is None:
            yield f"line {line.lead_no} is of no lead"
        elif ((line.lead_no, line.division, line.state, line.channel, line.sector) !=
              (lead.lead_no, lead.division, lead.state, lead.channel, lead.sector)):
            yield f"line {line.lead_no} is not as its lead {lead.id} is"
    for lead in world.leads:
        if lines[lead] != 1:
            yield f"lead {lead} has {lines[lead]} lines"


def every_case_line_counts_its_steps(world):
    steps = Counter(event.aggregate_id for event in world.events.values()
                    if event.action == "case.record_step")
    lines = {line.id: line for line in world.rows["supervision.case_line"]}
    for case in world.cases.values():
        line = lines.get(case.id)
        if line is None:
            yield f"case {case.id} has no line"
        elif (line.steps, line.lead_id) != (steps[case.id], case.lead_id):
            yield f"the line of case {case.id} counts {line.steps} of {steps[case.id]} steps"


def every_total_is_the_sum_of_its_lines(world):
    counted = Counter()
    for line in world.rows["supervision.lead_line"]:
        for measure, code in ((STATE, line.state), (SECTOR, line.sector), (CHANNEL, line.channel)):
            counted[line.division, measure, code] += 1
    for line in world.rows["supervision.case_line"]:
        if line.closed_at:
            counted[line.division, OUTCOME, line.outcome] += 1
    said = {(row.division, row.measure, row.code): row.count
            for row in world.rows["supervision.total"] if row.measure <= OUTCOME}
    for what in {*counted, *said}:
        if counted[what] != said.get(what, 0):
            yield "total {1}/{2} of {0}".format(*what) + (
                f" is {said.get(what, 0)}, and {counted[what]} lines")


PROMISES = (
    every_lead_is_one_line_as_it_is,
    every_case_line_counts_its_steps,
    every_total_is_the_sum_of_its_lines,
)
