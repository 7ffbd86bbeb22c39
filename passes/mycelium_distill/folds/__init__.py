"""Cross-fold work: what models do with rows that they have not seen."""
