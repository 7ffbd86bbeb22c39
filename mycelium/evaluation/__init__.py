"""Measuring: datasets, answers compared mathematically, and figures that say how they came about.

A dataset is a function `load(folder: Path | None = None, split: str | None = None)
-> Dataset` that a plugin names in its hook `mycelium_datasets`; see
`mycelium.evaluation.dataset` for what it returns.
"""
