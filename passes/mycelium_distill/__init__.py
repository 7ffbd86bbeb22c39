"""How the learned passes are made: a teacher's attention becomes verified training data."""
