"""The hall where the rooms below meet: refresh the watchlist, scan documents, measure."""
