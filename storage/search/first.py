"""Which articles told their story first: what the articles' own table says, not the index."""

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import aliased

from storage.schema import ArticleRow


def is_first(key: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether the article at this place of the index is the first of its story. ``key`` names its table."""
    own = aliased(ArticleRow)
    return exists().where(own.time_key == key, own.is_first)
