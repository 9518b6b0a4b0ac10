"""watchlist finds sanctioned parties and restricted sectors in running text and keeps the alerts."""

__version__ = "0.1.0"
