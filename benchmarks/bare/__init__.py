"""The least that Django does for the job: a form that stores a row, a list of 25 rows, one row."""
