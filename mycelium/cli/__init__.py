"""The command line. Each command's code is imported when that command is called, not before."""
