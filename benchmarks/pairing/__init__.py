"""Which document translates which: recall and precision on made folders, and the weights of the evidence."""
