"""No verdict without the way to it, nor without two people who answer for it."""

import functools
import hashlib
from collections import Counter, defaultdict

import evidence_verifier
from history import table
from history.sealed import Unreadable

# Fields of hecha.intake.v1.LeadProgressed and hecha.verification.v1.ReportSubmitted, …Endorsed.
PROGRESSED_STATE = 2
SUBMITTED_VERSION, SUBMITTED_HASH = 3, 4
# Version, signer, key and signature.
ENDORSED = 3, 5, 7, 8
CAPACITIES = ("", "UNIT_HEAD", "LEADER", "OFFICE")


def lead_state(lead):
    return table.LEAD_STATES[lead.state - 1]


def case_state(case):
    return table.CASE_STATES[case.state - 1]


def every_lead_went_a_legal_way(world):
    yield from strays(world, "lead", table.LEAD_MOVES, "intake", table.LEAD_STATES)


def every_case_went_a_legal_way(world):
    yield from strays(world, "case", table.CASE_MOVES, "verification", table.CASE_STATES)


def strays(world, noun, moves, source, states):
    """Whatever is in a state that its actions do not lead to."""
    for row in world.held[source, noun].values():
        actions, state = [e.action for e in world.streams[source, noun, row.id]], states[row.state - 1]
        if state not in table.walk(moves, actions):
            yield f"{noun} {row.id} may not be {state} after {', '.join(actions)}"


def every_step_of_a_lead_is_one_of_its_case(world):
    """The states that a lead showed one after the other, as its events tell."""
    for lead in world.leads.values():
        state = table.ASSIGNED
        for event in world.streams["intake", "lead", lead.id]:
            if event.action != "lead.progress":
                state = table.SEALED if event.action == "lead.seal" else table.ASSIGNED
                continue
            shown = table.LEAD_STATES[world.fields(event).get(PROGRESSED_STATE, 0) - 1]
            if shown not in table.FOLLOWS.get(state, ()):
                yield f"lead {lead.id} went from {state} to {shown}"
            state = shown


def every_assignment_is_one_case(world):
    rounds = defaultdict(list)
    for case in world.cases.values():
        rounds[case.lead_id].append(case)
    for lead in world.leads.values():
        cases = sorted(rounds[lead.id], key=lambda case: case.round)
        if [case.round for case in cases] != list(range(1, lead.round + 1)):
            yield f"lead {lead.id}, assigned {lead.round} times, has {len(cases)} cases"
        elif cases and lead_state(lead) != table.TRIAGED:
            last = cases[-1]
            shown = table.SHOWN.get(case_state(last), case_state(last))
            if (lead.unit_id, lead_state(lead)) != (last.unit_id, shown):
                yield f"lead {lead.id} is {lead_state(lead)}, and its case {case_state(last)}"


def every_report_is_what_was_submitted(world):
    """The words that are kept, the hash beside them, and the hash that the log was told."""
    submitted = {}
    for case in world.cases:
        for event in world.streams["verification", "case", case]:
            if event.action == "case.submit":
                told = world.fields(event)
                submitted[case, told.get(SUBMITTED_VERSION)] = told.get(SUBMITTED_HASH)
    for report in world.rows["verification.report"]:
        name = f"version {report.version} of the report of case {report.case_id}"
        if submitted.pop((report.case_id, report.version), None) != report.hash:
            yield f"{name} is not what was submitted"
        elif _form_hash(world, report) != report.hash:
            yield f"{name} was altered"
    yield from (f"version {version} of the report of case {case} is gone"
                for case, version in submitted)


def _form_hash(world, report):
    row = f"{report.case_id}/{report.version}".encode()
    try:
        lead = world.cases[report.case_id].lead_id
        form = world.text("verification", lead, "report", row, "form", report.form)
    except (KeyError, Unreadable):
        return None
    return hashlib.sha256(form).digest()


def every_conclusion_has_two_signatures(world):
    signatures = _signatures_in_force(world)
    for case in world.cases.values():
        if case_state(case) not in table.CONCLUDED:
            continue
        given = signatures[case.id]
        people = {signature.signer_id for signature in given}
        units = {signature.unit_id for signature in given}
        if not len(given) == len(people) == len(units) == 2:
            yield (f"case {case.id}, {case_state(case)}, is signed {len(given)} times, by "
                   f"{len(people)} people of {len(units)} units")


def _signatures_in_force(world):
    """Of each case over the version of its report that is in force."""
    found = defaultdict(list)
    for signature in world.rows["verification.endorsement"]:
        case = world.cases.get(signature.case_id)
        if case and case.report_version == signature.report_version:
            found[signature.case_id].append(signature)
    return found


def every_signature_is_genuine(world):
    """Over the very report, by a key of the signer that another person vouched for."""
    hashes = {(report.case_id, report.version): report.hash
              for report in world.rows["verification.report"]}
    keys = {key.public_key: key for key in world.rows["verification.signing_key"]}
    liabilities = {call.answer["liability"]
                   for call in world.history.answered("PrepareEndorsement")}
    for signature in world.rows["verification.endorsement"]:
        name = f"the signature of {signature.signer_id} over case {signature.case_id}"
        key = keys.get(signature.public_key)
        if not key or key.user_id != signature.signer_id:
            yield f"{name} is by a key of another"
        elif key.confirmed_by in (None, key.user_id):
            yield f"{name} is by a key that nobody vouched for"
        report = hashes.get((signature.case_id, signature.report_version), b"")
        if not any(_verifies(signature.public_key, _payload(signature, report, liability),
                             signature.signature) for liability in liabilities):
            yield f"{name} is not over version {signature.report_version} of its report"


@functools.lru_cache(maxsize=None)
def _verifies(public_key, payload, signature):
    return evidence_verifier.ed25519_verify(public_key, payload, signature)


def _payload(signature, report_hash, liability):
    """The bytes that endorsement.proto has a signer sign."""
    return "".join(f"{line}\n" for line in (
        "hecha-endorsement-v2", signature.case_id, signature.report_version, report_hash.hex(),
        signature.signer_id, signature.unit_id, CAPACITIES[signature.capacity],
        signature.signed_at.replace(" ", "T") + "Z", liability)).encode()


def every_signature_is_in_the_log(world):
    told = Counter()
    for case in world.cases:
        for event in world.streams["verification", "case", case]:
            if event.action == "case.endorse":
                said = world.fields(event)
                told[case, *(said.get(field) for field in ENDORSED)] += 1
    held = Counter((row.case_id, row.report_version, row.signer_id.encode(), row.public_key,
                    row.signature) for row in world.rows["verification.endorsement"])
    for case, version, signer, *_ in (told - held) + (held - told):
        yield f"{signer}'s signature over version {version} of case {case} is not as it was told"


def nobody_signs_what_he_investigated(world):
    members = {(row.case_id, row.user_id) for row in world.rows["verification.case_member"]}
    for signature in world.rows["verification.endorsement"]:
        if (signature.case_id, signature.signer_id) in members:
            yield f"{signature.signer_id} investigated case {signature.case_id} and signed it"


PROMISES = (
    every_lead_went_a_legal_way,
    every_case_went_a_legal_way,
    every_step_of_a_lead_is_one_of_its_case,
    every_assignment_is_one_case,
    every_report_is_what_was_submitted,
    every_conclusion_has_two_signatures,
    every_signature_is_genuine,
    every_signature_is_in_the_log,
    nobody_signs_what_he_investigated,
)
