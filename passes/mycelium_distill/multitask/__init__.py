"""Training the specialists: rows with every specialist's labels, one batch for all of them."""
