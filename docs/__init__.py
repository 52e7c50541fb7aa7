"""Documentation: pages in English and Chinese, and `docs.generate`, which writes the parts that programs know."""
