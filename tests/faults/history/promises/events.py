"""Whatever changed is told once, as it was, to everybody who has to know."""

import collections
import hashlib

from history.database import SCHEMAS
from history.record import OK, UNKNOWN
from history.sealed import Unreadable
from history.world import commitment

# Who has to know of what, beside accountability, which takes the evidence of everything.
FROM_CASES = (
    "CaseAccepted", "CaseReturned", "CasePlanned", "CaseSuspended", "CaseResumed", "StepRecorded",
    "FindingRecorded", "ReportSubmitted", "ReportEndorsed", "EndorsementRefused", "CaseReportedUp",
    "CaseFiled", "FeedbackGiven", "CaseClosed",
)
SUBSCRIBERS = {
    "hecha.intake.v1.LeadRegistered": {"supervision"},
    "hecha.intake.v1.LeadTriaged": {"consultation", "supervision"},
    "hecha.intake.v1.LeadAssigned": {"verification", "consultation", "supervision"},
    "hecha.intake.v1.LeadProgressed": {"supervision"},
    "hecha.intake.v1.LeadSealed": {"consultation", "supervision"},
    "hecha.intake.v1.LeadMerged": {"supervision"},
    "hecha.intake.v1.LeadUnmerged": {"supervision"},
    "hecha.intake.v1.LeadSubjectsChanged": {"verification", "consultation"},
    "hecha.consultation.v1.TransferIssued": {"supervision"},
    "hecha.consultation.v1.TransferAcknowledged": {"supervision"},
    "hecha.consultation.v1.TransferConcluded": {"intake", "verification", "supervision"},
    "hecha.accountability.v1.ProceedingProgressed": {"supervision"},
    "hecha.verification.v1.CaseOpened": {"supervision"},
    **{f"hecha.verification.v1.{name}": {"intake", "supervision"} for name in FROM_CASES},
}
# The action by which the log names what a method does, and whose aggregate it is.
ACTIONS = {
    "CreateLead": "lead.register",
    "TriageLead": "lead.triage",
    "AssignLead": "lead.assign",
    "DecideReturn": "lead.decideReturn",
    "SealLead": "lead.seal",
    "ProposeMerge": "lead.merge",
    "ConfirmMerge": "lead.confirmMerge",
    "DeclineMerge": "lead.declineMerge",
    "UndoMerge": "lead.unmerge",
    "AcknowledgeTransfer": "transfer.acknowledge",
    "ConcludeTransfer": "transfer.conclude",
    "FindFacts": "proceeding.find_facts",
    "HearProceeding": "proceeding.hear",
    "ProposeMeasure": "proceeding.propose",
    "ApproveMeasure": "proceeding.approve",
    "ExecuteMeasure": "proceeding.execute",
    "FileProceeding": "proceeding.file",
    "AcceptCase": "case.accept",
    "ReturnCase": "case.return",
    "PlanCase": "case.plan",
    "DeclareInterests": "case.declare",
    "ApprovePlan": "case.approve_plan",
    "SuspendCase": "case.suspend",
    "ResumeCase": "case.resume",
    "RecordStep": "case.record_step",
    "RecordFinding": "case.record_finding",
    "SubmitReport": "case.submit",
    "EndorseCase": "case.endorse",
    "RefuseEndorsement": "case.refuse",
    "ReportUp": "case.report_up",
    "AcceptReport": "case.accept_report",
    "FileCase": "case.file",
    "GiveFeedback": "case.feedback",
    "CloseCase": "case.close",
}
# What an act does to another aggregate than the one that it names; see handovers.
BESIDE = {"lead.recordSubjects"}
# Who answers what, where it is not intake.
OWNERS = {"CaseService": "verification", "TransferService": "consultation",
          "ProceedingService": "accountability"}


def every_aggregate_tells_all_of_its_versions(world):
    for (_, noun, aggregate), stream in world.streams.items():
        versions = [event.aggregate_version for event in stream]
        if versions != list(range(1, len(versions) + 1)):
            yield f"{noun} {aggregate} tells of its versions {versions}"


def every_change_is_told(world):
    for (source, noun), rows in world.held.items():
        for row in rows.values():
            told = len(world.streams[source, noun, row.id])
            if row.version != told:
                yield f"{noun} {row.id} is at version {row.version}, and {told} are told"


def every_event_holds_what_it_committed_to(world):
    for event in world.events.values():
        try:
            if commitment(world.payload(event)) != event.commitment:
                yield f"event {event.id} ({event.action}) holds something else"
        except Unreadable as why:
            yield f"event {event.id} ({event.action}) cannot be read: {why}"


def every_event_arrives_where_it_has_to(world):
    inboxes = {schema: {row.id for row in world.rows[f"{schema}.inbox"]} for schema in SCHEMAS}
    for event in world.events.values():
        for subscriber in {"accountability"} | SUBSCRIBERS.get(event.type, set()):
            if event.id not in inboxes[subscriber]:
                yield f"{subscriber} did not get {event.action} {event.id}"


def nothing_arrives_that_was_not_told(world):
    for schema in SCHEMAS:
        for row in world.rows[f"{schema}.inbox"]:
            event = world.events.get(row.id)
            if event is None:
                yield f"{schema} handled {row.type} {row.id}, which nobody told"
            elif ((row.source, row.type, row.aggregate_id, row.aggregate_version) !=
                  (event.source, event.type, event.aggregate_id, event.aggregate_version)):
                yield f"{schema} handled {row.id} as something else than it is"


def nothing_is_still_on_its_way(world):
    for schema in SCHEMAS:
        for table in ("delivery", "refused_delivery"):
            for row in world.rows[f"{schema}.{table}"]:
                yield f"{schema} still has event {row.seq} for {row.subscriber} ({table})"


def every_acknowledged_act_is_told_once(world):
    """And nobody is said to have done what he did not ask for."""
    told = collections.Counter((event.aggregate_id, event.action, event.actor_id)
                               for event in world.events.values() if event.action not in BESIDE)
    asked = collections.defaultdict(collections.Counter)
    for act in world.history.acts_of(*ACTIONS):
        about = _about(world, act)
        if about:
            what = about, ACTIONS[act.first.verb], world.actor_of(act)
            asked[what][act.outcome] += 1
    people = set(world.user_ids.values())
    for what in {*asked, *(what for what in told
                           if what[0] in world.versions and what[2] in people)}:
        least = asked[what][OK]
        if not least <= told[what] <= least + asked[what][UNKNOWN]:
            yield "{1} of {0} by {2}".format(*what) + f" is told {told[what]} times: {asked[what]}"


def _about(world, act):
    """What it changed; a registration that nobody was told of is known by what it says."""
    if act.first.subject or act.answers:
        return act.first.subject or act.answers[0].about
    return next(iter(world.leads_by_content[act.first.content]), None)


def every_acknowledged_request_is_remembered(world):
    """Or a late retry would act again."""
    remembered = {row.id for schema in SCHEMAS for row in world.rows[f"{schema}.command"]}
    for act in world.history.acts:
        owner = OWNERS.get(act.first.method.split("/")[0], "intake")
        method = f"hecha.{owner}.v1.{act.first.method}"
        name = f"{world.actor_of(act)}\n{method}\n{act.first.request_id}"
        if act.outcome == OK and hashlib.sha256(name.encode()).digest() not in remembered:
            yield f"{act} is forgotten"


PROMISES = (
    every_aggregate_tells_all_of_its_versions,
    every_change_is_told,
    every_event_holds_what_it_committed_to,
    every_event_arrives_where_it_has_to,
    nothing_arrives_that_was_not_told,
    nothing_is_still_on_its_way,
    every_acknowledged_act_is_told_once,
    every_acknowledged_request_is_remembered,
)
