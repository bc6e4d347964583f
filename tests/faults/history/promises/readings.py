"""Whoever reads, one thing or a list, sees what was acknowledged before, and never goes back in time."""

import heapq


def every_read_sees_what_was_acknowledged(world):
    """Of one thing no answer is older than one that had been given, to whomever, before the call was
    made. So an acknowledged change is seen by the next who looks."""
    given, newest = [], {}
    answers = sorted(world.history.calls.values(), key=lambda call: call.began)
    for number, (call, about, version) in enumerate(
            (call, *shown) for call in answers for shown in call.shown):
        while given and given[0][0] < call.began:
            _, _, earlier, then = heapq.heappop(given)
            newest[earlier] = max(newest.get(earlier, 0), then)
        if version < newest.get(about, 0):
            yield (f"call {call.number} ({call.method}) was shown version {version} of "
                   f"{about}, after version {newest[about]}")
        heapq.heappush(given, (call.ended, number, about, version))


def every_version_shown_is_there(world):
    for call in world.history.calls.values():
        for about, version in call.shown:
            if version > world.versions.get(about, version):
                yield f"call {call.number} was shown version {version} of {about}, which is gone"


def every_list_holds_what_was_acknowledged(world):
    """A list of the leads that wait, asked for by their town's clerk, holds each that had been
    registered and that nobody had touched; a list of a lead's cases each that had been seen."""
    for call in world.history.answered("ListLeads", "ListCases"):
        if call.answer.get("nextPageToken"):
            continue
        listed = {each for each, _ in call.answer.get("listed", ())}
        expected = (_waiting(world, call) if call.sought.get("state") == "STATE_REGISTERED"
                    else _cases(world, call))
        yield from (f"call {call.number} ({call.method}) was not shown {missing}"
                    for missing in expected - listed)


def _waiting(world, call):
    divisions = {user["username"]: user["division"] for user in world.suite.users}
    touched = {act.first.subject for act in world.history.acts if act.first.began < call.ended}
    return {about for answer in world.history.answered("CreateLead")
            for about, _ in answer.shown
            if answer.ended < call.began and about not in touched
            and about in world.leads and world.leads[about].division == divisions[call.user]}


def _cases(world, call):
    return {case.id for case in world.cases.values()
            if case.lead_id == call.sought.get("leadId")
            and world.history.first_shown[case.id] < call.began}


PROMISES = (
    every_read_sees_what_was_acknowledged,
    every_version_shown_is_there,
    every_list_holds_what_was_acknowledged,
)
