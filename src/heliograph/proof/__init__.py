"""What makes a case provable: Merkle trees, envelopes, keys, checkpoints, timestamps, clocks."""
