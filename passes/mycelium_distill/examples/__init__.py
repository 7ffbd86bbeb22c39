"""From labels and verified rows to the examples that the specialists are trained on."""
