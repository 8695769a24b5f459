"""Which addresses may be shown as links."""

import pytest

from tracker.domain.address import is_link


@pytest.mark.parametrize(
    "address",
    [
        "https://sthjt.hlj.gov.cn/a?b=1#c",
        "http://10.0.0.5:8080/",
        "http://[::1]/x",
        "https://例子.中国/公示",
        "HTTPS://A/@b",
    ],
)
def test_an_address_of_the_web_is_a_link(address: str) -> None:
    assert is_link(address)


@pytest.mark.parametrize(
    "address",
    [
        "",
        "javascript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "ftp://a/b",
        "//a/b",
        "https://",
        "https://name:secret@host/",
        "https://name@host/",
        "https://good.example\\@evil.example/",
        "https://a b/",
        "https://a/\u202etxt",
        'https://a/"onclick="x',
        "https://a/\nhttps://b/",
    ],
)
def test_anything_else_is_none(address: str) -> None:
    assert not is_link(address)
