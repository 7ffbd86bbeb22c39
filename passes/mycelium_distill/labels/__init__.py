"""From traces and verified programs to one table of training labels for each specialist."""
