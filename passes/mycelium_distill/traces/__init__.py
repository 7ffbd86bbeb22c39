"""Traces: what a teacher's attention says that each token of a solution reads."""
