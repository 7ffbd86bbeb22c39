"""The baseline to beat: one trained model reads a problem and writes the whole program at once.

It has the learned passes' trunk and none of their decomposition, so that what the
decomposition is worth can be measured.
"""
