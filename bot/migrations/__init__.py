"""Steps that bring an older state file up to date."""
