"""Foreign formats, one a file: bytes in, the text of each document in them out. Run in a child process alone."""
