"""Text made comparable, with the way back to the characters that the reader sees."""
