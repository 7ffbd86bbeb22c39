"""Fitting what turns a verifier's scores into confidences, on tuning rows."""
