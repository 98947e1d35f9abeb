"""What the head of an answer says beside its status."""

import pytest

from crawler.answers import hub_of
from storage.pages import Page


@pytest.mark.parametrize(
    ("link", "hub"),
    [
        ('<https://hub.example/>; rel="hub", </feed>; rel="self"', "https://hub.example/"),
        ('</feed>; rel=self, </push>; rel="Hub preconnect"', "https://evpost.example/push"),
        ('</feed>; rel="self"', ""),
        ("<>, ;;rel=hub, hub", ""),
        ("", ""),
    ],
)
def test_a_hub_may_stand_in_the_head_of_the_answer(link: str, hub: str) -> None:
    assert hub_of(Page("https://evpost.example/feed", 200, {"link": link} if link else {}, b"")) == hub
