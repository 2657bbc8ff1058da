"""What reads the bytes: one module for each family of formats, each run in a locked child."""
