"""The rules, one module per question that a decision answers."""
