"""Templates: what kinds of step there are, found by the information bottleneck."""
