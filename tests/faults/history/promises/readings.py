"""Whoever reads sees what was acknowledged before, and never goes back in time."""

import heapq


def every_read_sees_what_was_acknowledged(world):
    """Of one lead or case no answer is older than one that had been given, to whomever, before the
    call was made. So an acknowledged change is seen by the next who looks."""
    answers = [call for call in world.history.calls.values()
               if call.version is not None and call.verb not in ("ListLeads", "ListCases")]
    given, newest = [], {}
    for number, call in enumerate(sorted(answers, key=lambda call: call.began)):
        while given and given[0][0] < call.began:
            _, _, earlier = heapq.heappop(given)
            newest[earlier.about] = max(newest.get(earlier.about, 0), earlier.version)
        if call.version < newest.get(call.about, 0):
            yield (f"call {call.number} ({call.method}) was shown version {call.version} of "
                   f"{call.about}, after version {newest[call.about]}")
        heapq.heappush(given, (call.ended, number, call))


def every_version_shown_is_there(world):
    held = {**world.leads, **world.cases}
    for call in world.history.calls.values():
        if call.version is not None and call.about in held:
            if call.version > held[call.about].version:
                yield f"call {call.number} was shown version {call.version}, which is gone"


PROMISES = (
    every_read_sees_what_was_acknowledged,
    every_version_shown_is_there,
)
