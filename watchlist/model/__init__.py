"""The whole vocabulary: what every room of the house talks about."""
