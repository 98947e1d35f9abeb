"""Scrapy's settings, derived from evwatch's own, so that `scrapy list`, `crawl` and `shell` work as usual."""

from core.settings import load_settings

EVWATCH = load_settings()

BOT_NAME = "evwatch"
SPIDER_MODULES = ["crawler.spiders"]
NEWSPIDER_MODULE = "crawler.spiders"
USER_AGENT = EVWATCH.user_agent

# Politeness: one request at a time per host, hosts in parallel. The delay is not shortened by jitter.
CONCURRENT_REQUESTS = 64
CONCURRENT_REQUESTS_PER_DOMAIN = 1
DOWNLOAD_DELAY = EVWATCH.host_delay_s
DOWNLOAD_DELAY_JITTER = 0
# robots.txt is obeyed by crawler.middlewares.robots, which keeps its copies in the database.
ROBOTSTXT_OBEY = False

# What a site may cost us.
DOWNLOAD_TIMEOUT = EVWATCH.request_timeout_s
DOWNLOAD_MAXSIZE = EVWATCH.max_page_bytes
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_VERIFY_CERTIFICATES = True
COOKIES_ENABLED = False
REDIRECT_MAX_TIMES = 5
METAREFRESH_ENABLED = False
# Failed attempts come back through the frontier, later, and survive the end of the process.
RETRY_ENABLED = False

# Scrapy would read the source of every callback anew, to warn of a slip that our types rule out.
WARN_ON_GENERATOR_RETURN_VALUE = False
# Measured: the default of 100 costs a quarter of the CPU per request and gains nothing here.
CONCURRENT_ITEMS = 2
# Bytes of answers on their way through the pipelines: enough to keep the parsers busy with heavy pages.
SCRAPER_SLOT_MAX_ACTIVE_SIZE = 20_000_000

DOWNLOAD_HANDLERS = dict.fromkeys(("http", "https"), "crawler.handler.PausingHandler")
_DOWNLOADER = "scrapy.downloadermiddlewares"
DOWNLOADER_MIDDLEWARES = {
    "crawler.middlewares.address_gate.AddressGate": 10,
    "crawler.middlewares.robots.Robots": 100,
    # What this crawler decides elsewhere or never needs: each would look at every request.
    f"{_DOWNLOADER}.offsite.OffsiteMiddleware": None,
    f"{_DOWNLOADER}.httpauth.HttpAuthMiddleware": None,
    f"{_DOWNLOADER}.stats.DownloaderStats": None,
    f"{_DOWNLOADER}.httpcompression.HttpCompressionMiddleware": None,
    "crawler.middlewares.as_sent.AsSent": 590,
}
_SPIDER = "scrapy.spidermiddlewares"
SPIDER_MIDDLEWARES = {
    f"{_SPIDER}.urllength.UrlLengthMiddleware": None,
    f"{_SPIDER}.depth.DepthMiddleware": None,
    f"{_SPIDER}.metacopy.MetaCopyDetectionMiddleware": None,
}
ITEM_PIPELINES = {
    "crawler.pipelines.keep.KeepPage": 100,
    "crawler.pipelines.extract.Extract": 200,
    "crawler.pipelines.store.Store": 300,
}
EXTENSIONS = {
    "crawler.orphans.EndsWithParent": 0,
    "scrapy.extensions.logstats.LogStats": None,
    "scrapy.extensions.memusage.MemoryUsage": None,
    "scrapy.extensions.feedexport.FeedExporter": None,
    "scrapy.extensions.remote_control.RemoteControl": None,
}
TELNETCONSOLE_ENABLED = False
REFERRER_POLICY = "no-referrer"

LOG_LEVEL = EVWATCH.log_level
LOG_FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"
# Scrapy logs every item it drops with the item itself: a page of HTML in the log.
LOG_FORMATTER = "crawler.logs.QuietFormatter"
