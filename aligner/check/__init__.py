"""bitext -> findings: is this translation complete, and does it say the same?"""
