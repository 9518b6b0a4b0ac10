"""One publisher's bytes in, our entities out, with a report of what could not be read: one publisher, one file."""
