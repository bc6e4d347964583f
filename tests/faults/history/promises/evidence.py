"""Every event is a leaf of one log, and nobody was ever shown another log."""

from evidence_verifier import Rejected
from history.log import proves_consistency, signed_head


def every_event_is_one_leaf_that_says_what_it_said(world):
    leaves = {}
    for leaf in world.leaves:
        if leaf.id in leaves:
            yield f"event {leaf.id} is more than one leaf"
        leaves[leaf.id] = leaf
    for event in world.events.values():
        leaf = leaves.get(event.id)
        if leaf is None:
            yield f"event {event.id} ({event.action}) is no leaf"
        elif _said(leaf) != _told(event):
            yield f"the leaf of event {event.id} ({event.action}) says something else"
    yield from (f"leaf {leaf} is no event" for leaf in leaves if leaf not in world.events)


def _said(leaf):
    return (leaf.source, leaf.type, leaf.aggregate, leaf.aggregate_id, leaf.version, leaf.division,
            leaf.occurred_at, leaf.actor_id, leaf.actor_unit_id, leaf.action, leaf.commitment)


def _told(event):
    return (event.source, event.type, event.aggregate, event.aggregate_id,
            str(event.aggregate_version), event.division,
            event.occurred_at.replace(" ", "T") + "Z", event.actor_id, event.actor_unit_id,
            event.action, event.commitment.hex())


def events_receptions_and_leaves_are_as_many(world):
    counts = {"events": len(world.events),
              "receptions": len(world.rows["accountability.inbox"]),
              "leaves": len(world.entries), "the head": world.head.tree_size}
    # What is also handled there for its own sake is received once all the same.
    if len(set(counts.values())) != 1:
        yield f"the counts differ: {counts}"


def every_leaf_has_its_place(world):
    places = [entry.entry_index for entry in world.entries]
    if places != list(range(len(places))):
        odd = next(n for n, place in enumerate(places) if n != place)
        yield f"place {odd} of the log is held by the leaf of place {places[odd]}"


def the_tree_stands_on_its_leaves(world):
    stored = {(row.level, row.node_index): row.hash
              for row in world.rows["accountability.evidence_node"]}
    for level, index, value in world.tree.nodes():
        if stored.get((level, index)) != value:
            yield f"node {index} of level {level} is not what its leaves make"
    if world.head.root != world.tree.root(world.tree.size):
        yield "the head's root is not what the leaves make"


def every_stream_is_known_to_be_whole(world):
    for row in world.rows["accountability.evidence_stream"]:
        told = len(world.streams[row.source, row.aggregate, row.aggregate_id])
        if (row.latest, row.missing) != (told, 0):
            yield (f"of {row.aggregate} {row.aggregate_id} the log knows {row.latest} versions, "
                   f"{row.missing} missing, and {told} are told")


def every_checkpoint_seen_is_of_this_log(world):
    key = world.head.verifier_key
    for call in world.history.answered("GetCheckpoint"):
        try:
            size, root = signed_head(call.answer, key)
        except Rejected as why:
            yield f"the checkpoint of call {call.number} is none: {why}"
            continue
        if size > world.tree.size or world.tree.root(size) != root:
            yield f"call {call.number} was shown another log, of {size} leaves"


def every_proof_given_convinces(world):
    for call in world.history.answered("ProveConsistency"):
        if not proves_consistency(world.tree, call.answer):
            yield f"the proof of call {call.number} does not lead to this log"


PROMISES = (
    every_event_is_one_leaf_that_says_what_it_said,
    events_receptions_and_leaves_are_as_many,
    every_leaf_has_its_place,
    the_tree_stands_on_its_leaves,
    every_stream_is_known_to_be_whole,
    every_checkpoint_seen_is_of_this_log,
    every_proof_given_convinces,
)
