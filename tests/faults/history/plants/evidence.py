import base64

import ed25519
from history.log import Tree
from history.plants import blob, breaking, flipped, key
from history.promises import evidence

LOG = "hecha_accountability"


def _entry(scene):
    """Not the last one, so that others follow it."""
    return scene.any(scene.world.entries[:-1])


def _rebuilt(leaves):
    """SQL that makes the whole tree anew, consistent in itself."""
    tree = Tree(leaves)
    nodes = ", ".join(f"({level}, {index}, {blob(value)})" for level, index, value in tree.nodes())
    return f"""
        DELETE FROM {LOG}.evidence_node;
        INSERT INTO {LOG}.evidence_node (level, node_index, hash) VALUES {nodes};
        UPDATE {LOG}.evidence_head SET tree_size = {tree.size}, root = {blob(tree.root(tree.size))};
        """


def _altered(leaf):
    """Laid at the door of the citizen."""
    lines = leaf.split(b"\n")
    lines[9] = b"citizen"
    return b"\n".join(lines)


@breaking(evidence.every_event_is_one_leaf_that_says_what_it_said)
def a_leaf_is_dropped(scene):
    return f"DELETE FROM {LOG}.evidence_entry WHERE event_id = {key(_entry(scene).event_id)};"


@breaking(evidence.every_event_is_one_leaf_that_says_what_it_said)
def a_leaf_is_altered(scene):
    event = scene.event("case.close")
    entry = next(e for e in scene.world.entries if e.event_id == event.id)
    return (f"UPDATE {LOG}.evidence_entry SET leaf = {blob(_altered(entry.leaf))} "
            f"WHERE entry_index = {entry.entry_index};")


@breaking(evidence.the_tree_stands_on_its_leaves)
def two_leaves_change_places(scene):
    one = _entry(scene)
    other = scene.any(e for e in scene.world.entries if e is not one)
    place = "UPDATE {}.evidence_entry SET entry_index = {} WHERE entry_index = {};".format
    return (place(LOG, -1, one.entry_index) + place(LOG, one.entry_index, other.entry_index) +
            place(LOG, other.entry_index, -1))


@breaking(evidence.the_tree_stands_on_its_leaves)
def a_node_of_the_tree_rots(scene):
    node = scene.any(scene.world.rows["accountability.evidence_node"])
    return (f"UPDATE {LOG}.evidence_node SET hash = {blob(flipped(node.hash))} "
            f"WHERE level = {node.level} AND node_index = {node.node_index};")


@breaking(evidence.events_receptions_and_leaves_are_as_many)
def an_event_becomes_a_leaf_without_being_received(scene):
    return f"DELETE FROM {LOG}.inbox WHERE id = {key(_entry(scene).event_id)};"


@breaking(evidence.every_leaf_has_its_place)
def a_place_of_the_log_is_left_out(scene):
    last = scene.world.entries[-1].entry_index
    return f"UPDATE {LOG}.evidence_entry SET entry_index = {last + 1} WHERE entry_index = {last};"


@breaking(evidence.every_stream_is_known_to_be_whole)
def the_log_misses_a_version_and_says_so_to_nobody(scene):
    event = scene.event("lead.triage")
    return (f"UPDATE {LOG}.evidence_stream SET missing = 1 "
            f"WHERE aggregate_id = {key(event.aggregate_id)};")


@breaking(evidence.every_checkpoint_seen_is_of_this_log)
def the_log_is_rewritten_as_a_whole(scene):
    """Leaf, nodes and head agree with each other, and with no checkpoint that was seen."""
    first = scene.world.entries[0]
    leaves = [entry.leaf for entry in scene.world.entries]
    leaves[0] = _altered(leaves[0])
    return (f"UPDATE {LOG}.evidence_entry SET leaf = {blob(leaves[0])} "
            f"WHERE entry_index = {first.entry_index};" + _rebuilt(leaves))


@breaking(evidence.every_checkpoint_seen_is_of_this_log)
def the_log_is_cut_short(scene):
    kept = scene.world.entries[:100]
    return (f"DELETE FROM {LOG}.evidence_entry WHERE entry_index >= {len(kept)};" +
            _rebuilt([entry.leaf for entry in kept]))


@breaking(evidence.every_checkpoint_seen_is_of_this_log)
def one_client_is_shown_a_fork_of_the_log(scene):
    """Signed with the log's own key."""
    call = scene.any(scene.history.answered("GetCheckpoint"))
    fork = Tree([b"fork"] * int(call.answer["treeSize"]))
    seed = bytes.fromhex((scene.world.suite.var / "keys/accountability/evidence.key").read_text())
    origin, key_id, _ = scene.world.head.verifier_key.split("+", 2)
    root = base64.b64encode(fork.root(fork.size)).decode()
    text = f"{origin}\n{fork.size}\n{root}\n"
    signature = bytes.fromhex(key_id) + ed25519.sign(seed, text.encode())
    note = f"{text}\n\u2014 {origin} {base64.b64encode(signature).decode()}\n"
    call.answer.update(rootHash=root, note=note)


@breaking(evidence.every_checkpoint_seen_is_of_this_log)
def a_checkpoint_is_signed_by_somebody_else(scene):
    call = scene.any(scene.history.answered("GetCheckpoint"))
    text, _, signature = call.answer["note"].rpartition(" ")
    forged = flipped(base64.b64decode(signature))
    call.answer["note"] = f"{text} {base64.b64encode(forged).decode()}\n"


@breaking(evidence.every_proof_given_convinces)
def a_proof_leads_into_another_log(scene):
    call = scene.any(call for call in scene.history.answered("ProveConsistency")
                     if call.answer["hashes"])
    last = base64.b64decode(call.answer["hashes"][-1])
    call.answer["hashes"][-1] = base64.b64encode(flipped(last)).decode()
