"""What a small model proposes where the word tables are silent (docs/adr/0012)."""
