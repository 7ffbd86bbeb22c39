"""Fibonacci numbers for mycelium."""
