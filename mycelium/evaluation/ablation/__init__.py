"""Ablations: one pipeline, some ways to change it, and what each change costs.

`variants` says what can be changed, `sharing` runs what variants have in common
once, `ablate` measures, `result` is what comes out, `study` the file that a study
is kept in, and `chart` and `page` show it.
"""
