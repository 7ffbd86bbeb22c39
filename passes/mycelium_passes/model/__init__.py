"""The specialists' model: one trunk, six heads and a verifier."""
