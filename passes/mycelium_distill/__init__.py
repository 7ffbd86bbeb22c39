"""How the learned passes are made: a teacher's attention, traced, becomes verified training data."""
