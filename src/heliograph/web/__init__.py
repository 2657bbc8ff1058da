"""The reading room: a local web application over one case, where a person reviews claims."""
