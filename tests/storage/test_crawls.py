"""Crawls that die leave nothing behind that the next one has to wait for."""

import os
import subprocess
import sys

from storage import crawls
from storage.schema import CrawlRow
from storage.session import Database
from tests.storage.newsdesk import NOON, Newsdesk


def test_what_a_dead_crawl_held_is_given_back_and_what_a_living_one_holds_is_not(database: Database) -> None:
    desk = Newsdesk(database).setup()
    desk.told("a")
    desk.told("x", source_id="dailyev")
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    living = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        with database.writing() as session:
            dead = crawls.start_crawl(session, machine="here", pid=gone.pid, now=NOON)
            alive = crawls.start_crawl(session, machine="here", pid=living.pid, now=NOON)
            crawls.start_crawl(session, machine="elsewhere", pid=gone.pid, now=NOON)
        desk.lease(dead, source_ids={"evpost"})
        desk.lease(alive, source_ids={"dailyev"})
        with database.writing() as session:
            assert crawls.dead(session, machine="here") == [dead]
            crawls.end_dead(session, machine="here", now=NOON)
            assert crawls.dead(session, machine="here") == []
            assert session.get_one(CrawlRow, dead).outcome == "died"
        assert desk.paths(alive) == ["a"]
    finally:
        living.communicate()


def test_a_process_id_that_came_back_as_our_own_is_a_dead_crawls(database: Database) -> None:
    with database.writing() as session:
        earlier = crawls.start_crawl(session, machine="here", pid=os.getpid(), now=NOON)
        assert crawls.dead(session, machine="here") == [earlier]
