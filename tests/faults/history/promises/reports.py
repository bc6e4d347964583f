"""No report is lost, doubled or altered."""

import collections

from history.record import FAIL, OK, UNKNOWN

# hecha.intake.v1.Identity
NAMED = 1
REGISTERING = ("FileReport", "CreateLead")
# How many leads an act may have made.
MADE = {OK: (1,), UNKNOWN: (0, 1), FAIL: (0,)}


def every_acknowledged_report_is_one_lead(world):
    for act in world.history.acts_of(*REGISTERING):
        made = world.leads_by_content[act.first.content]
        if len(made) not in MADE[act.outcome]:
            yield f"{act}, {act.outcome} after {len(act.calls)} calls, is {len(made)} leads: {made}"


def every_lead_says_what_somebody_reported(world):
    reported = {act.first.content for act in world.history.acts_of(*REGISTERING)}
    for lead, content in world.contents.items():
        if content is None:
            yield f"lead {lead} cannot be read"
        elif content not in reported:
            yield f"lead {lead} says what nobody reported"


def every_lead_read_says_what_was_registered(world):
    for call in world.history.answered("GetLead", "CreateLead", "TriageLead", "AssignLead"):
        said = call.answer.get("content")
        if said and said != world.contents.get(call.about):
            yield f"call {call.number} was shown other words than lead {call.about} holds"


def every_retry_is_answered_as_the_first_time(world):
    for act in world.history.acts:
        answers = {(call.answer.get("id"), call.answer.get("receipt")) for call in act.answers}
        if len(answers) > 1:
            yield f"{act} was answered in {len(answers)} ways: {answers}"


def every_report_has_a_receipt_that_opens(world):
    receipts = {row.lead_id for row in world.rows["intake.receipt"]}
    for act in world.history.acts_of("FileReport"):
        for lead in world.leads_by_content[act.first.content]:
            if lead not in receipts:
                yield f"the lead {lead} of {act} has no receipt"
    for call in world.history.calls.values():
        if call.verb == "OpenReceipt" and call.outcome == FAIL:
            yield f"call {call.number}: a receipt that was given out is {call.answer.get('rule')}"


def every_name_is_sealed_to_every_custodian(world):
    """Of the town, as they were all along; and nobody else's name is kept."""
    custodians, boxes = collections.defaultdict(set), collections.defaultdict(set)
    for key in world.rows["intake.custodian_key"]:
        if key.confirmed_at and not key.revoked_at:
            custodians[key.division].add(key.id)
    for box in world.rows["intake.identity_box"]:
        boxes[box.lead_id].add(box.custodian_key_id)
    for act in world.history.acts_of("FileReport"):
        for lead in map(world.leads.get, world.leads_by_content[act.first.content]):
            expected = custodians[lead.division] if act.first.named else set()
            if boxes.pop(lead.id, set()) != expected:
                yield f"the name told with lead {lead.id} is not sealed to its custodians"
            if (lead.identity == NAMED) != act.first.named:
                yield f"lead {lead.id} is not known to be {'named' if act.first.named else 'anonymous'}"
    yield from (f"lead {lead} holds a name that nobody told" for lead in boxes)


def every_lead_has_a_number_of_its_own(world):
    numbers = collections.Counter(lead.lead_no for lead in world.leads.values())
    yield from (f"number {number} was given to {times} leads"
                for number, times in numbers.items() if times > 1)
    given = {(row.division, row.campaign): row.next_serial
             for row in world.rows["intake.lead_number"]}
    for lead in world.leads.values():
        division, campaign, serial = lead.lead_no.split("-")
        if division != lead.division or int(serial) >= given.get((division, campaign), 0):
            yield f"number {lead.lead_no} of a lead in {lead.division} was never given out"


PROMISES = (
    every_acknowledged_report_is_one_lead,
    every_lead_says_what_somebody_reported,
    every_lead_read_says_what_was_registered,
    every_retry_is_answered_as_the_first_time,
    every_report_has_a_receipt_that_opens,
    every_name_is_sealed_to_every_custodian,
    every_lead_has_a_number_of_its_own,
)
