"""Plants damage of known extent into documents with known beads, and measures what it costs."""
