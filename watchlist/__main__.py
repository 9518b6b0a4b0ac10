"""`python -m watchlist` is the `watchlist` command."""

from watchlist.cli import main

if __name__ == "__main__":
    main()
