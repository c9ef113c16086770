"""What a visitor chose: the link, the choice bar, lists of names, thresholds, the snapshot."""
