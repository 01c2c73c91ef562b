"""What presses, commands and the clock do: load, rule, save, each in one synchronous step."""
