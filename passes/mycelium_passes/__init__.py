"""The learned passes: what runs when a problem is compiled by trained models."""
