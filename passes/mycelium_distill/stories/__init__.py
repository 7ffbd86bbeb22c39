"""Word problems of the project's own: told from a world of quantities, with exact programs."""
