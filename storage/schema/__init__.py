"""All tables. Importing this package gives ``Base.metadata`` the whole schema."""

from storage.schema.alerts import AlertRow, BulletinRow, DeliveryRow, DeliveryState, NoticeRow, PlanRow
from storage.schema.articles import ArticleRow, AuthorRow, Cause, RevisionRow
from storage.schema.base import Base, UtcDateTime
from storage.schema.frontier import FrontierRow, Priority, State
from storage.schema.health import LineRow, PageFailureRow, PollRow, SourceDayRow, SourceStateRow
from storage.schema.hosts import HostRow
from storage.schema.pages import PageRow
from storage.schema.rules import ChannelRow, MatchRow, RuleRow, rule_channels
from storage.schema.runs import CrawlRow, HeartbeatRow, JobRow
from storage.schema.sources import EndpointRow, SourceOrigin, SourceRow
from storage.schema.stories import StoryRow
from storage.schema.walks import Step, WalkStepRow

__all__ = [
    "AlertRow",
    "ArticleRow",
    "AuthorRow",
    "Base",
    "BulletinRow",
    "Cause",
    "ChannelRow",
    "CrawlRow",
    "DeliveryRow",
    "DeliveryState",
    "EndpointRow",
    "FrontierRow",
    "HeartbeatRow",
    "HostRow",
    "JobRow",
    "LineRow",
    "MatchRow",
    "NoticeRow",
    "PageFailureRow",
    "PageRow",
    "PlanRow",
    "PollRow",
    "Priority",
    "RevisionRow",
    "RuleRow",
    "SourceDayRow",
    "SourceOrigin",
    "SourceRow",
    "SourceStateRow",
    "State",
    "Step",
    "StoryRow",
    "UtcDateTime",
    "WalkStepRow",
    "rule_channels",
]
