"""What one service hands to another becomes one thing there: a letter of a sealed lead, a problem and
a proceeding of a red light. And what is merged leads to what it is merged into."""

from collections import Counter

from history import table
from history.promises.verdicts import lead_state, strays

# Fields of hecha.supervision.v1.ClockLightChanged, hecha.intake.v1.LeadMerged and LeadUnmerged.
UNIT, LIGHT, STEP = 4, 6, 8
RED = 5
# What an office owes a lead, and nobody answers for: triage and assignment.
UNANSWERED = (2, 3)
SURVIVOR = 2


def every_letter_went_a_legal_way(world):
    yield from strays(world, "transfer", table.LETTER_MOVES, "consultation", table.LETTER_STATES)


def every_proceeding_went_a_legal_way(world):
    yield from strays(world, "proceeding", table.PROCEEDING_MOVES, "accountability",
                      table.PROCEEDING_STATES)


def nobody_approves_what_he_proposed(world):
    for each in world.proceedings.values():
        if each.approver_id and each.approver_id == each.proposer_id:
            yield f"{each.approver_id} proposed and approved the measure of proceeding {each.id}"


def every_sealed_lead_is_one_letter(world):
    """And the letter's end is the lead's."""
    letters = Counter(letter.lead_id for letter in world.letters.values())
    for lead in world.leads.values():
        sealed = any(event.action == "lead.seal"
                     for event in world.streams["intake", "lead", lead.id])
        if letters.pop(lead.id, 0) != sealed:
            yield f"lead {lead.id}, {lead_state(lead)}, has not {int(sealed)} letters"
    yield from (f"a letter is of lead {lead}, which nobody sealed" for lead in letters)
    for letter in world.letters.values():
        lead = world.leads.get(letter.lead_id)
        concluded = table.LETTER_STATES[letter.state - 1] == table.CONCLUDED_LETTER
        if lead and lead_state(lead) != (table.CLOSED if concluded else table.SEALED):
            yield f"lead {lead.id} is {lead_state(lead)}, and its letter in state {letter.state}"


def every_red_light_is_one_problem_and_one_proceeding(world):
    reds = Counter(event.aggregate_id for event in world.events.values()
                   if event.action == "clock.light" and is_answered_for(world.fields(event)))
    opened = Counter(each.clock_id for each in world.proceedings.values() if each.clock_id)
    clocks = {row.id: row.lead_id for row in world.rows["supervision.clock"]}
    raised = Counter(row.lead_id for row in world.rows["supervision.problem"])
    for clock in {*reds, *opened}:
        if reds[clock] != 1 or opened[clock] != 1:
            yield f"clock {clock} turned red {reds[clock]} times, with {opened[clock]} proceedings"
    expected = Counter(clocks.get(clock) for clock in reds)
    for lead in {*expected, *raised}:
        if expected[lead] != raised[lead]:
            yield f"{expected[lead]} red lights of lead {lead} raised {raised[lead]} problems"


def is_answered_for(told):
    """Whether a change of light, as it was told, has somebody answer for it."""
    return told.get(LIGHT) == RED and told.get(STEP) not in UNANSWERED and bool(told.get(UNIT))


def every_merged_lead_leads_to_another(world):
    """Which is itself one, and learns of every merge and of its end by whoever decided it."""
    people = set(world.user_ids.values())
    learnt = Counter((event.aggregate_id, event.actor_id) for event in world.events.values()
                     if event.action == "lead.recordSubjects" and event.actor_id in people)
    expected = Counter((world.fields(event).get(SURVIVOR, b"").decode(), event.actor_id)
                       for event in world.events.values()
                       if event.action in ("lead.confirmMerge", "lead.unmerge"))
    for survivor, actor in {*learnt, *expected}:
        if learnt[survivor, actor] != expected[survivor, actor]:
            yield f"lead {survivor} did not learn of what {actor} merged into it"
    for lead in world.leads.values():
        if lead_state(lead) == table.MERGED:
            survivor = world.leads.get(lead.survivor_id)
            if survivor is None or lead_state(survivor) == table.MERGED:
                yield f"lead {lead.id} is merged into {lead.survivor_id}, which is none"


PROMISES = (
    every_letter_went_a_legal_way,
    every_proceeding_went_a_legal_way,
    nobody_approves_what_he_proposed,
    every_sealed_lead_is_one_letter,
    every_red_light_is_one_problem_and_one_proceeding,
    every_merged_lead_leads_to_another,
)
