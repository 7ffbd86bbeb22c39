"""Mycelium's six passes by rules: sentences, keywords, number order.

They exist so that learned passes can be measured against them. Each runs alone,
reads only what the program says, and writes only its own facts.
"""
