"""From evidence to conclusions: pure functions on frozen values, without I/O and without a clock."""
