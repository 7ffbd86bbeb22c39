"""Where errors come from: gold put in pass by pass, and each pass measured by itself.

`attribute` runs the wrong rows of a dataset again with the gold of the first k
passes, for each k, and names the pass at fault; `scores` measures every pass on
gold input beside its best trivial predictor.
"""
