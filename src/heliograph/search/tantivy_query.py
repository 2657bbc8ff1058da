"""Query tree → tantivy query. Each engine has such a compiler, and all give the same pages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import assert_never

from tantivy import Occur, Query, Schema

from heliograph.language.tokens import GAP, is_dense, parts, tokens_of
from heliograph.search.query import And, Everything, Field, Not, Or, Tree, Words


def compiled(tree: Tree, schema: Schema) -> Query:
    """Make the tantivy query of a tree."""
    match tree:
        case Words():
            return _words(tree, schema)
        case Field():
            return _field(tree, schema)
        case Everything():
            return Query.const_score_query(Query.all_query(), 0.0)
        case And():
            return _all(tree.parts, schema)
        case Or():
            return Query.boolean_query(
                [(Occur.Should, compiled(part, schema)) for part in tree.parts]
            )
        case Not():
            return _all((tree,), schema)
        case _:
            assert_never(tree)


def _all(branches: Sequence[Tree], schema: Schema) -> Query:
    """Ask for all branches; where every one of them is a NOT, of all pages those that remain."""
    clauses = [
        (Occur.MustNot, compiled(branch.part, schema))
        if isinstance(branch, Not)
        else (Occur.Must, compiled(branch, schema))
        for branch in branches
    ]
    if all(isinstance(branch, Not) for branch in branches):
        clauses.append((Occur.Must, compiled(Everything(), schema)))
    return Query.boolean_query(clauses)


def _field(field: Field, schema: Schema) -> Query:
    """Ask for a facet's value; a language takes in its scripts, `zh` also `zh-Hant`."""
    value = field.value.encode("utf-8", "replace").decode()
    values = [value, f"{value}-Hant"] if field.name == "language" else [value]
    return Query.const_score_query(Query.term_set_query(schema, field.name, values), 0.0)


def _words(words: Words, schema: Schema) -> Query:
    """Ask for words next to each other, and for an identifier that has them as parts."""
    sought = _trimmed(tokens_of(words.text))
    if len(sought) > 1:
        return _phrase(schema, "body", _patterns(sought, prefix=words.prefix))
    [token] = sought
    if is_dense(token):
        # Every token that holds the one character; a pair finds all that begin so by itself.
        return _one(schema, "body", f".?{token}.?" if len(token) == 1 else None, token)
    whole = _one(schema, "body", f"{token}.*" if words.prefix else None, token)
    if words.exact:
        return whole
    inside = _trimmed(parts(words.text)) or [token]
    within = _phrase(schema, "parts", _patterns(inside, prefix=words.prefix))
    return Query.boolean_query([(Occur.Should, whole), (Occur.Should, within)])


def _trimmed(found: list[str]) -> list[str]:
    """Leave out the gaps at both ends: a phrase may end where a sentence does."""
    while found and found[-1] == GAP:
        found = found[:-1]
    while found and found[0] == GAP:
        found = found[1:]
    return found


_Pattern = tuple[str, bool]
"""A token and False, or a regular expression of tokens and True."""


def _patterns(sought: list[str], *, prefix: bool) -> list[_Pattern]:
    """Say what may stand at each step of a phrase.

    A lone character at the phrase's edge may be half of a pair on the page.
    """
    patterns: list[_Pattern] = [(token, False) for token in sought]
    first, last = sought[0], sought[-1]
    if len(sought) > 1 and len(first) == 1 and is_dense(first):
        patterns[0] = (f".?{first}", True)
    if len(sought) > 1 and len(last) == 1 and is_dense(last):
        patterns[-1] = (f"{last}.?", True)
    elif prefix and not is_dense(last):
        patterns[-1] = (f"{last}.*", True)
    return patterns


def _one(schema: Schema, field: str, pattern: str | None, token: str) -> Query:
    if pattern is None:
        return Query.term_query(schema, field, token)
    return Query.regex_query(schema, field, pattern)


def _phrase(schema: Schema, field: str, patterns: list[_Pattern]) -> Query:
    """Ask for tokens one step apart each."""
    if len(patterns) == 1:
        token, is_pattern = patterns[0]
        return _one(schema, field, token if is_pattern else None, token)
    if not any(is_pattern for _, is_pattern in patterns):
        return Query.phrase_query(schema, field, [token for token, _ in patterns])
    # The gap is the one token that a regular expression would read otherwise.
    words: list[str | tuple[int, str]] = [
        token if is_pattern else token.replace(GAP, rf"\{GAP}") for token, is_pattern in patterns
    ]
    return Query.regex_phrase_query(schema, field, words)
