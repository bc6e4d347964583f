from history.plants import breaking, key
from history.promises import readings


@breaking(readings.every_read_sees_what_was_acknowledged)
def a_read_is_answered_from_a_replica_that_lags(scene):
    read = scene.any(call for call in scene.history.answered("GetLead") if call.version > 3)
    read.answer["etag"] = "1"


@breaking(readings.every_read_sees_what_was_acknowledged)
def an_acknowledgement_shows_what_was_before_the_change(scene):
    act = scene.act("CloseCase")
    for call in act.answers:
        call.answer["etag"] = str(call.version - 2)


@breaking(readings.every_version_shown_is_there)
def a_change_that_was_shown_is_rolled_back_in_a_failover(scene):
    act = scene.act("CloseCase")
    return (f"UPDATE hecha_verification.verification_case SET version = version - 1 "
            f"WHERE id = {key(act.first.subject)};")
