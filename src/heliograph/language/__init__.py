"""What is done to text of any language: fold it, cut it into tokens, say what language it is."""
