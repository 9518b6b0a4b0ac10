"""Places where text appears, each yielding documents."""
