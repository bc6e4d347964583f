"""Which way a lead and its case, a letter and a proceeding may go: the state machines of the domain,
written down a second time. For each action, the states that it may begin in and may lead to."""

(REGISTERED, TRIAGED, ASSIGNED, RETURNED, SEALED, ACCEPTED, VERIFYING, SUSPENDED, SIGNING, SIGNED,
 REPORTED, FILED, FEEDBACK, CLOSED, ARCHIVED, PURGED, MERGED, RECALLED) = (
    "REGISTERED", "TRIAGED", "ASSIGNED", "RETURNED", "SEALED", "ACCEPTED", "VERIFYING", "SUSPENDED",
    "SIGNING", "SIGNED", "REPORTED", "FILED", "FEEDBACK", "CLOSED", "ARCHIVED", "PURGED", "MERGED",
    "RECALLED")
PLANNED, REVERIFYING = "PLANNED", "REVERIFYING"
NOWHERE = None

# By their numbers in the API, from 1.
LEAD_STATES = (REGISTERED, TRIAGED, ASSIGNED, RETURNED, SEALED, ACCEPTED, VERIFYING, SUSPENDED,
               SIGNING, SIGNED, REPORTED, FILED, FEEDBACK, CLOSED, ARCHIVED, PURGED, MERGED,
               RECALLED)
CASE_STATES = (ASSIGNED, ACCEPTED, RETURNED, VERIFYING, SUSPENDED, SIGNING, SIGNED, REPORTED, FILED,
               FEEDBACK, CLOSED, REVERIFYING, PLANNED, RECALLED)

# What a lead shows while its case is in a state that only verification knows.
SHOWN = {PLANNED: ACCEPTED, REVERIFYING: CLOSED}

# What follows from the case: one step of the case at a time.
FOLLOWS = {
    ASSIGNED: {ACCEPTED, RETURNED},
    ACCEPTED: {VERIFYING},
    VERIFYING: {SUSPENDED, SIGNING},
    SUSPENDED: {VERIFYING},
    SIGNING: {SIGNED, VERIFYING},
    SIGNED: {REPORTED, FILED, FEEDBACK, CLOSED, VERIFYING},
    REPORTED: {VERIFYING, FILED, FEEDBACK, CLOSED},
    FILED: {CLOSED},
    FEEDBACK: {CLOSED},
    # From the commission's letter, not from a case.
    SEALED: {CLOSED},
}
LEAD_MOVES = {
    "lead.register": {NOWHERE: {REGISTERED}},
    "lead.triage": {REGISTERED: {TRIAGED}, TRIAGED: {TRIAGED}},
    "lead.assign": {TRIAGED: {ASSIGNED}},
    "lead.seal": {TRIAGED: {SEALED}},
    "lead.sealMerged": {MERGED: {MERGED}},
    "lead.clearUmbrella": {TRIAGED: {TRIAGED}},
    "lead.decideReturn": {RETURNED: {TRIAGED, ASSIGNED}},
    "lead.merge": {TRIAGED: {TRIAGED}},
    "lead.declineMerge": {TRIAGED: {TRIAGED}},
    "lead.confirmMerge": {TRIAGED: {MERGED}},
    "lead.unmerge": {MERGED: {TRIAGED}},
    # What is known of whom it accuses changes with what is merged into it.
    "lead.recordSubjects": {state: {state} for state in LEAD_STATES},
    "lead.progress": FOLLOWS,
    # Retention notes the outcome beside the close, and what was merged shares it.
    "lead.conclude": {CLOSED: {CLOSED}, MERGED: {MERGED}},
}

EDITS = {VERIFYING: {VERIFYING}, SIGNING: {VERIFYING}, SIGNED: {VERIFYING}}
CASE_MOVES = {
    "case.open": {NOWHERE: {ASSIGNED}},
    "case.accept": {ASSIGNED: {ACCEPTED}},
    "case.return": {ASSIGNED: {RETURNED}},
    "case.plan": {ACCEPTED: {PLANNED}, PLANNED: {PLANNED}},
    "case.declare": {state: {state} for state in (PLANNED, VERIFYING, SUSPENDED)},
    "case.approve_plan": {PLANNED: {VERIFYING}},
    "case.send_back_plan": {PLANNED: {ACCEPTED}},
    "case.suspend": {VERIFYING: {SUSPENDED}},
    "case.resume": {SUSPENDED: {VERIFYING}},
    "case.record_step": EDITS,
    "case.record_finding": EDITS,
    "case.submit": {VERIFYING: {SIGNING}},
    # The second signature of two.
    "case.endorse": {SIGNING: {SIGNING, SIGNED}},
    "case.refuse": {SIGNING: {VERIFYING}},
    "case.report_up": {SIGNED: {REPORTED}},
    "case.accept_report": {REPORTED: {REPORTED}},
    "case.reject": {REPORTED: {VERIFYING}},
    "case.file": {SIGNED: {FILED}, REPORTED: {FILED}},
    "case.acknowledge": {FILED: {FILED}},
    # Again where nobody was reached.
    "case.feedback": {SIGNED: {FEEDBACK}, REPORTED: {FEEDBACK}, FEEDBACK: {FEEDBACK}},
    "case.close": {state: {CLOSED} for state in (SIGNED, REPORTED, FILED, FEEDBACK)},
}

ISSUED, ACKNOWLEDGED, CONCLUDED_LETTER = "ISSUED", "ACKNOWLEDGED", "CONCLUDED"
LETTER_STATES = (ISSUED, ACKNOWLEDGED, CONCLUDED_LETTER)
LETTER_MOVES = {
    "transfer.issue": {NOWHERE: {ISSUED}},
    "transfer.tell_overdue": {ISSUED: {ISSUED}},
    "transfer.acknowledge": {ISSUED: {ACKNOWLEDGED}},
    "transfer.conclude": {ACKNOWLEDGED: {CONCLUDED_LETTER}},
}
PROCEEDING_STATES = ("TRIGGERED", "FACT_FINDING", "HEARING", "PROPOSED", "APPROVED", "EXECUTED",
                     "APPEALED", "UPHELD", "OVERTURNED", "FILED")
PROCEEDING_MOVES = {
    "proceeding.open": {NOWHERE: {"TRIGGERED"}},
    "proceeding.find_facts": {"TRIGGERED": {"FACT_FINDING"}},
    "proceeding.hear": {"FACT_FINDING": {"HEARING"}},
    "proceeding.propose": {"HEARING": {"PROPOSED"}},
    "proceeding.approve": {"PROPOSED": {"APPROVED"}},
    "proceeding.execute": {"APPROVED": {"EXECUTED"}},
    "proceeding.file": {"EXECUTED": {"FILED"}},
}

# From here on a conclusion stands, and two answer for it.
CONCLUDED = {SIGNED, REPORTED, FILED, FEEDBACK, CLOSED, REVERIFYING}


def walk(moves, actions):
    """The states that `actions` may have led to, from nowhere; empty if there is no legal way."""
    states = {NOWHERE}
    for action in actions:
        ways = moves.get(action, {})
        states = set().union(*(ways.get(state, set()) for state in states))
    return states
