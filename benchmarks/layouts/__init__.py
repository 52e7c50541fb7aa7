"""What layouts cost: known text laid out in many ways, read back and compared; see ``benchmarks/README.md``."""
