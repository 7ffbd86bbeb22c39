"""Rooms of `mycelium_distill.perturbation`: numbers written, drawn, and exchanged in texts."""
