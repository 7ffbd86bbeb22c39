"""What all specialists share: the model, the problem read once, and a program's states."""
