"""How staff come in: a password, then a second factor (docs/adr/0023)."""
