"""Good examples: those that figures show, and what municipalities tell of themselves."""
