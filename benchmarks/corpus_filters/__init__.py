"""What the filters of ``aligner batch`` catch: documents with planted faults, and recall and precision by filter."""
