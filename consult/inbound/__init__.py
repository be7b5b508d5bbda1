"""Answers by mail: what a family writes back stands on its case as if written on its page (docs/adr/0026)."""
