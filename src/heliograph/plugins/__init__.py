"""Built-in parts by name, others by entry point: `extractors` for children, `finders` for the case.

The two are apart so that a reading child loads no taxonomy and a case loads no parser.
"""
