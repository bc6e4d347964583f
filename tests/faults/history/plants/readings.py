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


@breaking(readings.every_read_sees_what_was_acknowledged)
def a_list_shows_a_lead_as_it_was(scene):
    listed = scene.any(call for call in scene.history.answered("ListCases")
                       for _, etag in call.answer.get("listed", ()) if int(etag) > 1)
    listed.answer["listed"] = [[each, "0"] for each, _ in listed.answer["listed"]]


@breaking(readings.every_list_holds_what_was_acknowledged)
def a_list_lacks_a_lead_that_was_registered(scene):
    """As if the clerk had registered nothing: what is left of the list is the citizens'."""
    made = {call.about for call in scene.history.answered("CreateLead")}
    for call in scene.history.answered("ListLeads"):
        call.answer["listed"] = [each for each in call.answer.get("listed", ())
                                 if each[0] not in made]


@breaking(readings.every_list_holds_what_was_acknowledged)
def a_list_of_cases_is_read_from_an_old_snapshot(scene):
    shown = scene.any(call for call in scene.history.answered("ListCases")
                      if any(scene.history.first_shown[each] < call.began
                             for each, _ in call.answer.get("listed", ())))
    shown.answer["listed"] = []
