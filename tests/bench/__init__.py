"""What the portal costs: queries, time, bytes and the loading of figures; see docs/meten.md."""
