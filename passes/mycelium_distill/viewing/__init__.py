"""Looking at a trace: what the teacher read for each step, on the text itself."""
