"""The Scrapy project. Its folders stand in the order in which data flows:
catalog, discovery, spiders, middlewares, extraction, pipelines."""
