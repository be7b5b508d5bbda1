"""The faults of docs/reliability.md, done to the real service: `python -m tests.faults` (make faults)."""
