"""The evidence log, built anew from its leaves by the letter of RFC 9162."""

import hashlib

import evidence_verifier
from evidence_verifier import leaf_hash, node_hash

LINES = ("format", "id", "source", "type", "aggregate", "aggregate_id", "version", "division",
         "occurred_at", "actor_id", "actor_unit_id", "action", "commitment")


def read_leaf(leaf):
    """The lines of a leaf by name; empty if it is none."""
    lines = leaf.decode("utf-8", "replace").split("\n")
    return dict(zip(LINES, lines)) if len(lines) == len(LINES) + 1 and not lines[-1] else {}


class Tree:
    """The Merkle tree over `leaves`, as bytes, in order."""

    def __init__(self, leaves):
        self.levels = [[leaf_hash(leaf) for leaf in leaves]]
        while len(self.levels[-1]) > 1:
            below = self.levels[-1]
            self.levels.append([node_hash(below[i], below[i + 1])
                                for i in range(0, len(below) - 1, 2)])

    @property
    def size(self):
        return len(self.levels[0])

    def nodes(self):
        """Every complete subtree: level, index and hash."""
        for level, hashes in enumerate(self.levels):
            for index, value in enumerate(hashes):
                yield level, index, value

    def root(self, size):
        """Of the tree over the first `size` leaves."""
        if size == 0:
            return hashlib.sha256().digest()
        root, at = None, size
        for level, hashes in enumerate(self.levels):
            if size >> level & 1:
                at -= 1 << level
                node = hashes[at >> level]
                root = node if root is None else node_hash(node, root)
        return root


def signed_head(checkpoint, verifier_key):
    """Size and root that a checkpoint says; raises Rejected unless the log signed it."""
    return evidence_verifier.verify_checkpoint(checkpoint, verifier_key)


def proves_consistency(tree, proof):
    """Whether a proof that a client was given leads from the one root to the other."""
    first, second = (evidence_verifier.integer(proof, name) for name in ("first", "second"))
    try:
        evidence_verifier.verify_consistency(
            first, second, tree.root(first), tree.root(second), evidence_verifier.hashes(proof))
        return second <= tree.size
    except (evidence_verifier.Rejected, IndexError):
        return False
