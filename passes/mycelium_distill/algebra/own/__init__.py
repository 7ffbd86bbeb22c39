"""Problems of the project's own, where no package has a kind, in the wordings that people use.

Each generator takes a seeded `random.Random` and a level and gives a `Draft`; its gold
answer is worked out beside the program, never by running it.
"""
