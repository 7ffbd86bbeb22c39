"""Asking a problem for something else: questions for the steps on the way to its answer."""
