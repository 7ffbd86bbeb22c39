"""Problems that have no answer, made without anybody's labelling: what a verifier must refuse."""
