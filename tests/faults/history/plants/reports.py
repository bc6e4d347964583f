import uuid

from history import forge
from history.plants import blob, breaking, flipped, key
from history.promises import reports
from history.record import FAIL, digest


def _copy(scene, lead, narrative=None):
    """SQL that makes another lead of one, under a number of its own."""
    world, other = scene.world, str(uuid.UUID(int=scene.source.getrandbits(128)))
    place = b"lead/" + uuid.UUID(other).bytes
    texts = {name: world.text("intake", lead.id, "lead", uuid.UUID(lead.id).bytes, name,
                              getattr(lead, name)) for name in ("title", "narrative")}
    if narrative:
        texts["narrative"] = narrative
    sealed = {name: blob(forge.text(world, "intake", lead.id, place + b"/" + name.encode(), text))
              for name, text in texts.items()}
    wrapped = blob(forge.data_key(world, "intake", lead.id, other))
    return f"""
        CREATE TEMPORARY TABLE hecha_intake.copied SELECT * FROM hecha_intake.lead
          WHERE id = {key(lead.id)};
        UPDATE hecha_intake.copied SET id = {key(other)}, lead_no = CONCAT(division, '-X-1'),
          title = {sealed['title']}, narrative = {sealed['narrative']}, origin = NULL;
        INSERT INTO hecha_intake.lead SELECT * FROM hecha_intake.copied;
        DROP TEMPORARY TABLE hecha_intake.copied;
        INSERT INTO hecha_intake.data_key (subject, key_name, key_id, wrapped)
          SELECT {key(other)}, key_name, key_id, {wrapped} FROM hecha_intake.data_key
          WHERE subject = {key(lead.id)};"""


@breaking(reports.every_acknowledged_report_is_one_lead)
def a_report_is_acknowledged_before_a_commit_that_never_comes(scene):
    lead = scene.lead()
    return f"""
        DELETE FROM hecha_intake.lead WHERE id = {key(lead.id)};
        DELETE FROM hecha_intake.receipt WHERE lead_id = {key(lead.id)};
        DELETE FROM hecha_intake.outbox WHERE aggregate_id = {key(lead.id)};"""


@breaking(reports.every_acknowledged_report_is_one_lead)
def a_failed_commit_is_taken_for_done(scene):
    for call in scene.act("FileReport").calls:
        call.content = digest("what is nowhere")


@breaking(reports.every_acknowledged_report_is_one_lead)
def a_retry_makes_a_second_lead(scene):
    return _copy(scene, scene.lead())


@breaking(reports.every_acknowledged_report_is_one_lead)
def a_refused_report_is_kept_all_the_same(scene):
    for call in scene.act("FileReport").calls:
        call.outcome, call.answer = FAIL, {}


@breaking(reports.every_lead_says_what_somebody_reported)
def a_lead_comes_from_nowhere(scene):
    return _copy(scene, scene.lead(), narrative="编造".encode())


@breaking(reports.every_lead_says_what_somebody_reported)
def a_lead_is_reworded_by_whoever_has_the_keys(scene):
    lead = scene.lead()
    place = b"lead/" + uuid.UUID(lead.id).bytes + b"/narrative"
    sealed = forge.text(scene.world, "intake", lead.id, place, "改写".encode())
    return f"UPDATE hecha_intake.lead SET narrative = {blob(sealed)} WHERE id = {key(lead.id)};"


@breaking(reports.every_lead_says_what_somebody_reported)
def a_byte_of_a_sealed_text_rots(scene):
    lead = scene.lead()
    rotten = blob(flipped(lead.title))
    return f"UPDATE hecha_intake.lead SET title = {rotten} WHERE id = {key(lead.id)};"


@breaking(reports.every_lead_says_what_somebody_reported)
def the_data_key_of_a_lead_is_lost(scene):
    return f"DELETE FROM hecha_intake.data_key WHERE subject = {key(scene.lead().id)};"


@breaking(reports.every_lead_read_says_what_was_registered)
def a_reader_is_shown_the_words_of_another_lead(scene):
    shown = [call for call in scene.history.answered("GetLead") if "content" in call.answer]
    scene.any(shown).answer["content"] = digest("another")


@breaking(reports.every_retry_is_answered_as_the_first_time)
def a_retry_is_given_another_receipt(scene):
    act = scene.any(act for act in scene.history.acts if len(act.answers) > 1)
    act.answers[-1].answer.update(id="another", receipt=digest("another"))


@breaking(reports.every_report_has_a_receipt_that_opens)
def a_receipt_is_handed_out_and_not_written(scene):
    lost = scene.any(scene.world.rows["intake.receipt"]).lead_id
    return f"DELETE FROM hecha_intake.receipt WHERE lead_id = {key(lost)};"


@breaking(reports.every_report_has_a_receipt_that_opens)
def a_receipt_is_not_recognised(scene):
    call = scene.any(scene.history.answered("OpenReceipt"))
    call.outcome, call.answer = FAIL, {"rule": "UNKNOWN"}


@breaking(reports.every_lead_has_a_number_of_its_own)
def a_number_is_used_that_was_not_drawn(scene):
    lead = scene.lead()
    drawn = lead.lead_no.rpartition("-")[0] + "-999999"
    return f"UPDATE hecha_intake.lead SET lead_no = '{drawn}' WHERE id = {key(lead.id)};"


@breaking(reports.every_lead_has_a_number_of_its_own)
def the_serial_is_set_back_after_a_crash(scene):
    return "UPDATE hecha_intake.lead_number SET next_serial = 1;"


def _named(scene):
    """The lead of a report with a name."""
    act = scene.any(act for act in scene.history.acts_of("FileReport")
                    if act.first.named and act.outcome == "ok")
    return scene.world.leads_by_content[act.first.content][0]


@breaking(reports.every_name_is_sealed_to_every_custodian)
def a_name_is_not_sealed_to_one_of_the_custodians(scene):
    return (f"DELETE FROM hecha_intake.identity_box WHERE lead_id = {key(_named(scene))} LIMIT 1;")


@breaking(reports.every_name_is_sealed_to_every_custodian)
def a_name_is_kept_with_the_wrong_lead(scene):
    named = _named(scene)
    other = scene.any(lead for lead in scene.world.leads if lead != named)
    return (f"UPDATE IGNORE hecha_intake.identity_box SET lead_id = {key(other)} "
            f"WHERE lead_id = {key(named)};")


@breaking(reports.every_name_is_sealed_to_every_custodian)
def a_named_report_is_taken_for_an_anonymous_one(scene):
    return f"UPDATE hecha_intake.lead SET identity = 2 WHERE id = {key(_named(scene))};"
