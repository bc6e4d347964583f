import uuid

from history import forge, table
from history.plants import blob, breaking, flipped, key
from history.promises import verdicts

CASES = "hecha_verification"


def _number(states, state):
    return states.index(state) + 1


def _closed(scene):
    """One that had a case: a sealed lead is closed without."""
    closed = _number(table.LEAD_STATES, table.CLOSED)
    return scene.any(lead for lead in scene.world.leads.values()
                     if lead.state == closed and lead.round)


def _over(signature):
    """The rows of its case and version."""
    return (f"case_id = {key(signature.case_id)} AND "
            f"report_version = {signature.report_version}")


def _of(signature):
    return f"{_over(signature)} AND signer_id = {key(signature.signer_id)}"


def _other(scene, signature):
    """The second signature over the same report."""
    return next(row for row in scene.world.rows["verification.endorsement"]
                if row.case_id == signature.case_id and row.signer_id != signature.signer_id
                and row.report_version == signature.report_version)


def _pair(scene):
    signature = scene.any(row for row in scene.world.rows["verification.endorsement"]
                          if verdicts.case_state(scene.world.cases[row.case_id])
                          in table.CONCLUDED and row.report_version ==
                          scene.world.cases[row.case_id].report_version)
    return signature, _other(scene, signature)


@breaking(verdicts.every_lead_went_a_legal_way)
def a_lead_is_set_back_to_its_registration(scene):
    return f"UPDATE hecha_intake.lead SET state = 1 WHERE id = {key(_closed(scene).id)};"


@breaking(verdicts.every_lead_went_a_legal_way)
def a_lead_is_assigned_before_it_is_triaged(scene):
    event = scene.event("lead.triage")
    return (f"UPDATE hecha_intake.outbox SET action = 'lead.assign' "
            f"WHERE id = {key(event.id)};")


@breaking(verdicts.every_case_went_a_legal_way)
def a_case_is_closed_before_anybody_signed(scene):
    event = scene.event("case.submit")
    return f"UPDATE {CASES}.outbox SET action = 'case.close' WHERE id = {key(event.id)};"


@breaking(verdicts.every_case_went_a_legal_way)
def a_case_is_signed_in_a_state_that_nobody_signs(scene):
    event = scene.event("case.close")
    verifying = _number(table.CASE_STATES, table.VERIFYING)
    return (f"UPDATE {CASES}.verification_case SET state = {verifying} "
            f"WHERE id = {key(event.aggregate_id)};")


@breaking(verdicts.every_step_of_a_lead_is_one_of_its_case)
def a_lead_leaps_over_a_step_of_its_case(scene):
    event = scene.event("lead.progress")
    registered = bytes([verdicts.PROGRESSED_STATE << 3, 1])
    sealed, bound = forge.payload(scene.world, event, lambda said: said + registered)
    return (f"UPDATE hecha_intake.outbox SET sealed = {blob(sealed)}, commitment = {blob(bound)} "
            f"WHERE id = {key(event.id)};")


@breaking(verdicts.every_assignment_is_one_case)
def an_assignment_is_handled_twice(scene):
    case = scene.any(scene.world.cases.values())
    twice = key(str(uuid.UUID(int=scene.source.getrandbits(128))))
    return f"""
        CREATE TEMPORARY TABLE {CASES}.copied SELECT * FROM {CASES}.verification_case
          WHERE id = {key(case.id)};
        UPDATE {CASES}.copied SET id = {twice}, round = round + 7;
        INSERT INTO {CASES}.verification_case SELECT * FROM {CASES}.copied;
        DROP TEMPORARY TABLE {CASES}.copied;"""


@breaking(verdicts.every_assignment_is_one_case)
def an_assignment_is_not_handled_although_it_arrived(scene):
    case = scene.any(scene.world.cases.values())
    return f"DELETE FROM {CASES}.verification_case WHERE id = {key(case.id)};"


@breaking(verdicts.every_assignment_is_one_case)
def a_lead_does_not_follow_its_case(scene):
    signed = _number(table.LEAD_STATES, table.SIGNED)
    return f"UPDATE hecha_intake.lead SET state = {signed} WHERE id = {key(_closed(scene).id)};"


@breaking(verdicts.every_report_is_what_was_submitted)
def a_report_is_reworded_after_it_was_signed(scene):
    report = scene.any(scene.world.rows["verification.report"])
    lead = scene.world.cases[report.case_id].lead_id
    place = f"report/{report.case_id}/{report.version}/form".encode()
    sealed = forge.text(scene.world, "verification", lead, place, "改写".encode())
    return (f"UPDATE {CASES}.report SET form = {blob(sealed)} "
            f"WHERE case_id = {key(report.case_id)} AND version = {report.version};")


@breaking(verdicts.every_report_is_what_was_submitted)
def a_version_of_a_report_is_lost(scene):
    report = scene.any(scene.world.rows["verification.report"])
    return (f"DELETE FROM {CASES}.report "
            f"WHERE case_id = {key(report.case_id)} AND version = {report.version};")


@breaking(verdicts.every_conclusion_has_two_signatures)
def one_signature_is_enough(scene):
    return f"DELETE FROM {CASES}.endorsement WHERE {_of(_pair(scene)[0])};"


@breaking(verdicts.every_conclusion_has_two_signatures)
def signatures_over_an_earlier_version_still_count(scene):
    case, _ = _pair(scene)
    return (f"UPDATE {CASES}.verification_case SET report_version = report_version + 1 "
            f"WHERE id = {key(case.case_id)};")


@breaking(verdicts.every_signature_is_genuine)
def one_person_signs_for_both(scene):
    one, other = _pair(scene)
    return (f"UPDATE {CASES}.endorsement SET public_key = {blob(other.public_key)}, "
            f"signature = {blob(other.signature)} WHERE {_of(one)};")


@breaking(verdicts.every_signature_is_genuine)
def a_byte_of_a_signature_is_forged(scene):
    signature = scene.signature()
    return (f"UPDATE {CASES}.endorsement SET signature = {blob(flipped(signature.signature, 40))} "
            f"WHERE {_of(signature)};")


@breaking(verdicts.every_signature_is_genuine)
def a_signature_is_moved_to_another_version_of_the_report(scene):
    return (f"UPDATE {CASES}.endorsement SET report_version = report_version + 1 "
            f"WHERE {_of(scene.signature())};")


@breaking(verdicts.every_signature_is_genuine)
def a_signature_is_dated_back(scene):
    return (f"UPDATE {CASES}.endorsement SET signed_at = signed_at - INTERVAL 1 SECOND "
            f"WHERE {_of(scene.signature())};")


@breaking(verdicts.every_signature_is_genuine)
def a_signatory_vouches_for_the_own_key(scene):
    return (f"UPDATE {CASES}.signing_key SET confirmed_by = user_id "
            f"WHERE public_key = {blob(scene.signature().public_key)};")


@breaking(verdicts.every_signature_is_in_the_log)
def a_signature_is_put_in_that_nobody_gave(scene):
    one, other = _pair(scene)
    return (f"UPDATE {CASES}.endorsement SET signature = {blob(other.signature)} "
            f"WHERE {_of(one)};")


@breaking(verdicts.nobody_signs_what_he_investigated)
def an_investigator_signs_the_own_report(scene):
    signature = scene.signature()
    return (f"UPDATE {CASES}.case_member SET user_id = {key(signature.signer_id)} "
            f"WHERE case_id = {key(signature.case_id)} LIMIT 1;")
