"""From trained weights to those that ship: quantised, in shards, with a card."""
