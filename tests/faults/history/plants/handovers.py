import uuid

from history import forge, table
from history.plants import blob, breaking, key
from history.promises import handovers

SEALED = table.LEAD_STATES.index(table.SEALED) + 1
MERGED = table.LEAD_STATES.index(table.MERGED) + 1


def _letter(scene):
    return scene.any(scene.world.letters.values())


def _proceeding(scene):
    return scene.any(each for each in scene.world.proceedings.values() if each.approver_id)


def _red_clock(scene):
    return scene.any(each.clock_id for each in scene.world.proceedings.values() if each.clock_id)


@breaking(handovers.every_letter_went_a_legal_way)
def a_letter_is_concluded_that_nobody_acknowledged(scene):
    event = scene.event("transfer.acknowledge")
    return (f"UPDATE hecha_consultation.outbox SET action = 'transfer.tell_overdue' "
            f"WHERE id = {key(event.id)};")


@breaking(handovers.every_proceeding_went_a_legal_way)
def a_measure_is_executed_that_nobody_was_heard_on(scene):
    event = scene.event("proceeding.hear")
    return (f"UPDATE hecha_accountability.outbox SET action = 'proceeding.propose' "
            f"WHERE id = {key(event.id)};")


@breaking(handovers.nobody_approves_what_he_proposed)
def the_proposer_approves_his_own_measure(scene):
    return (f"UPDATE hecha_accountability.proceeding SET approver_id = proposer_id "
            f"WHERE id = {key(_proceeding(scene).id)};")


@breaking(handovers.every_sealed_lead_is_one_letter)
def a_sealed_lead_gets_no_letter(scene):
    return f"DELETE FROM hecha_consultation.transfer WHERE id = {key(_letter(scene).id)};"


@breaking(handovers.every_sealed_lead_is_one_letter)
def a_letter_is_written_of_a_lead_that_is_not_sealed(scene):
    letter = _letter(scene)
    written = {each.lead_id for each in scene.world.letters.values()}
    other = scene.any(lead for lead in scene.world.leads.values() if lead.id not in written)
    return (f"UPDATE hecha_consultation.transfer SET lead_id = {key(other.id)} "
            f"WHERE id = {key(letter.id)};")


@breaking(handovers.every_sealed_lead_is_one_letter)
def the_conclusion_of_a_letter_does_not_reach_its_lead(scene):
    concluded = scene.event("transfer.conclude").aggregate_id
    lead = scene.world.letters[concluded].lead_id
    return f"UPDATE hecha_intake.lead SET state = {SEALED} WHERE id = {key(lead)};"


@breaking(handovers.every_red_light_is_one_problem_and_one_proceeding)
def a_red_light_opens_no_proceeding(scene):
    return (f"DELETE FROM hecha_accountability.proceeding "
            f"WHERE clock_id = {key(_red_clock(scene))};")


@breaking(handovers.every_red_light_is_one_problem_and_one_proceeding)
def a_light_is_turned_red_twice(scene):
    event = scene.any(e for e in scene.world.events.values() if e.action == "clock.light"
                      and handovers.is_answered_for(scene.world.fields(e)))
    return (f"UPDATE hecha_supervision.outbox SET aggregate_id = {key(str(uuid.UUID(int=7)))} "
            f"WHERE id = {key(event.id)};")


@breaking(handovers.every_red_light_is_one_problem_and_one_proceeding)
def a_red_light_raises_two_problems(scene):
    lead = scene.any(scene.world.rows["supervision.problem"]).lead_id
    return f"""
        CREATE TEMPORARY TABLE hecha_supervision.copied SELECT * FROM hecha_supervision.problem
          WHERE lead_id = {key(lead)};
        UPDATE hecha_supervision.copied SET id = {key(str(uuid.UUID(int=8)))};
        INSERT INTO hecha_supervision.problem SELECT * FROM hecha_supervision.copied;
        DROP TEMPORARY TABLE hecha_supervision.copied;"""


@breaking(handovers.every_merged_lead_leads_to_another)
def a_lead_is_merged_into_one_that_is_merged_itself(scene):
    lead = scene.lead(MERGED)
    return f"UPDATE hecha_intake.lead SET survivor_id = id WHERE id = {key(lead.id)};"


@breaking(handovers.every_merged_lead_leads_to_another)
def a_survivor_is_not_told_what_it_took_in(scene):
    event = scene.event("lead.confirmMerge")
    other = scene.any(lead for lead in scene.world.leads.values() if lead.state != MERGED).id
    sealed, bound = forge.payload(
        scene.world, event,
        lambda said: said + bytes([handovers.SURVIVOR << 3 | 2, 36]) + other.encode())
    return (f"UPDATE hecha_intake.outbox SET sealed = {blob(sealed)}, commitment = {blob(bound)} "
            f"WHERE id = {key(event.id)};")
