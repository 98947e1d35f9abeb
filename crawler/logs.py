"""What Scrapy's own events look like in the log."""

from typing import Any

from scrapy.logformatter import LogFormatter


class QuietFormatter(LogFormatter):
    """Pages are not printed: what becomes of an item is counted, and its reason kept in the frontier."""

    def scraped(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """None: Scrapy then logs nothing."""

    def dropped(self, *args: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """None: Scrapy then logs nothing."""
