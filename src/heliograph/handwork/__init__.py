"""What a person does to a case by hand: put a misread word right, add a claim to a page."""
