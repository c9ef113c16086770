"""Tables, codebook, origin of a number, and what changed between snapshots."""
