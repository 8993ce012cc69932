"""DRAW: who reports to whom, as graphs: what the law demands, and what the agencies are.

Nothing here judges a duty; a graph is made of norms, of facts, or of an assessment.
"""
