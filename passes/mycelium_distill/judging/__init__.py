"""The verifier, taught on programs that the finished model drew for rows it had not seen."""
