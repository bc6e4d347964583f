import uuid

from history import forge
from history.plants import blob, breaking, flipped, key
from history.promises import events


def _without(event):
    return f"DELETE FROM hecha_{event.source}.outbox WHERE id = {key(event.id)};"


def _reinserted(source, table, event, changes):
    """SQL that inserts a row once more, some of its columns changed."""
    sets = ", ".join(f"{column} = {value}" for column, value in changes.items())
    return f"""
        CREATE TEMPORARY TABLE hecha_{source}.copied SELECT * FROM hecha_{source}.{table}
          WHERE id = {key(event)};
        UPDATE hecha_{source}.copied SET {sets};
        INSERT INTO hecha_{source}.{table} SELECT * FROM hecha_{source}.copied;
        DROP TEMPORARY TABLE hecha_{source}.copied;"""


def _random_id(scene):
    return key(str(uuid.UUID(int=scene.source.getrandbits(128))))


@breaking(events.every_aggregate_tells_all_of_its_versions)
def an_event_between_two_others_is_dropped(scene):
    assigned = scene.event("lead.assign")
    return _without(scene.world.streams["intake", "lead", assigned.aggregate_id][1])


@breaking(events.every_change_is_told)
def the_newest_event_of_a_case_is_dropped(scene):
    closed = scene.event("case.close")
    return _without(scene.world.streams["verification", "case", closed.aggregate_id][-1])


@breaking(events.every_change_is_told)
def a_change_is_committed_without_its_event(scene):
    lead = scene.lead()
    return f"UPDATE hecha_intake.lead SET version = version + 1 WHERE id = {key(lead.id)};"


@breaking(events.every_event_holds_what_it_committed_to)
def the_payload_of_an_event_is_exchanged_later(scene):
    event = scene.event("lead.triage")
    sealed, _ = forge.payload(scene.world, event, lambda said: said + b"\x50\x01")
    return f"UPDATE hecha_intake.outbox SET sealed = {blob(sealed)} WHERE id = {key(event.id)};"


@breaking(events.every_event_holds_what_it_committed_to)
def the_payload_of_an_event_rots(scene):
    event = scene.event("case.submit")
    rotten = blob(flipped(event.sealed))
    return f"UPDATE hecha_verification.outbox SET sealed = {rotten} WHERE id = {key(event.id)};"


@breaking(events.every_event_arrives_where_it_has_to)
def an_event_is_marked_as_delivered_before_it_is_handled(scene):
    event = scene.event("lead.assign")
    return f"DELETE FROM hecha_verification.inbox WHERE id = {key(event.id)};"


@breaking(events.every_event_arrives_where_it_has_to)
def a_subscription_is_forgotten(scene):
    return "DELETE FROM hecha_supervision.inbox WHERE type = 'hecha.verification.v1.CaseClosed';"


@breaking(events.nothing_arrives_that_was_not_told)
def an_event_is_delivered_whose_commit_was_rolled_back(scene):
    event = scene.event("lead.register")
    return _reinserted("supervision", "inbox", event.id, {"id": _random_id(scene)})


@breaking(events.nothing_arrives_that_was_not_told)
def an_event_is_handled_as_another_version(scene):
    event = scene.event("case.accept")
    return ("UPDATE hecha_supervision.inbox SET aggregate_version = aggregate_version + 1 "
            f"WHERE id = {key(event.id)};")


@breaking(events.nothing_is_still_on_its_way)
def an_event_that_was_committed_late_is_skipped(scene):
    event = scene.event("lead.assign")
    return f"""
        DELETE FROM hecha_verification.inbox WHERE id = {key(event.id)};
        INSERT INTO hecha_intake.delivery VALUES ('verification', {event.seq}, 0);"""


@breaking(events.nothing_is_still_on_its_way)
def an_event_is_parked_and_nobody_looks(scene):
    event = scene.event("case.submit")
    return f"""
        INSERT INTO hecha_verification.refused_delivery VALUES ('supervision',
          {key(event.aggregate_id)}, {event.seq}, 8, NOW(6), NOW(6), 'planted');"""


@breaking(events.every_acknowledged_act_is_told_once)
def a_step_is_recorded_twice(scene):
    event = scene.event("case.record_step")
    last = len(scene.world.streams["verification", "case", event.aggregate_id])
    twice = {"id": _random_id(scene), "aggregate_version": last + 1,
             "seq": "(SELECT MAX(seq) + 1 FROM hecha_verification.outbox)"}
    return _reinserted("verification", "outbox", event.id, twice)


@breaking(events.every_acknowledged_act_is_told_once)
def a_finding_is_acknowledged_and_not_recorded(scene):
    event = scene.event("case.record_finding")
    return _without(event)


@breaking(events.every_acknowledged_act_is_told_once)
def a_change_is_laid_at_the_door_of_another_person(scene):
    event = scene.event("case.accept")
    other = scene.any(user for user in scene.world.user_ids.values() if user != event.actor_id)
    return (f"UPDATE hecha_verification.outbox SET actor_id = '{other}' "
            f"WHERE id = {key(event.id)};")


@breaking(events.every_acknowledged_request_is_remembered)
def a_request_is_forgotten_so_that_a_late_retry_acts_again(scene):
    lead = scene.lead()
    return f"DELETE FROM hecha_intake.command WHERE aggregate_id = {key(lead.id)};"
