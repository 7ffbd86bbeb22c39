"""Writing programs with the trunk: symbols that the grammar admits, values that are computed."""
