"""The teacher: a causal model that writes step-by-step solutions, to be traced."""
