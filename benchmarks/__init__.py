"""What Shirube costs, beside a peer and beside a bare Django app: `make bench`, docs/performance.md."""
