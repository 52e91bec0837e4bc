from __future__ import annotations

import random
from dataclasses import replace
from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.domain.sources import FailureKind
from chalicelib.errors import SourceRefused
from chalicelib.network.guard import AddressGuard

OUTSIDE = AddressGuard()
LOCAL = AddressGuard(allow_private=True)

HOSTILE = """
http://127.0.0.1/
http://127.0.0.1:8080/feed
http://127.0.0.1./
http://127.1/
http://127.0.1/
http://127.255.255.254/
http://2130706433/
http://02130706433/
http://017700000001/
http://0177.0.0.1/
http://0177.0.0.01/
http://00000177.00.00.01/
http://0x7f000001/
http://0x7f.1/
http://0x7f.0x0.0x0.0x1/
http://0X7F.0.0.1/
http://127.0.0.0x1/
http://127.0x1/
http://0x/
http://1.2.3.4.5/
http://256.256.256.256/
http://4294967297/
http://example.com.1/
http://0/
http://0.0.0.0/
http://10.0.0.1/
http://172.16.0.1/
http://172.31.255.255/
http://192.168.1.1/
http://100.64.0.1/
http://100.100.100.200/latest/meta-data/
http://169.254.169.254/latest/meta-data/
http://169.254.170.2/v2/credentials/
http://168.63.129.16/machine/
http://192.0.0.192/opc/v1/
http://2852039166/
http://0xa9fea9fe/
http://198.18.0.1/
http://224.0.0.1/
http://239.255.255.250:1900/
http://255.255.255.255/
http://[::]/
http://[::1]/
http://[0:0:0:0:0:0:0:1]/
http://[::127.0.0.1]/
http://[::ffff:127.0.0.1]/
http://[::ffff:7f00:1]/
http://[0:0:0:0:0:ffff:127.0.0.1]/
http://[::ffff:169.254.169.254]/
http://[::ffff:0:127.0.0.1]/
http://[64:ff9b::127.0.0.1]/
http://[64:ff9b::a9fe:a9fe]/
http://[64:ff9b::10.0.0.1]/
http://[64:ff9b:1::1]/
http://[2002:7f00:1::]/
http://[2002:a9fe:a9fe::]/
http://[2001:0:4136:e378:8000:63bf:80ff:fffe]/
http://[2001:db8::1]/
http://[fe80::1]/
http://[fe80::1%25eth0]/
http://[fe80::1%eth0]/
http://[fec0::1]/
http://[fc00::1]/
http://[fd00:ec2::254]/latest/meta-data/
http://[fd20:ce::254]/
http://[ff02::1]/
http://[::1]evil.example/
http://[::1/
http://[v1.fe80]/
http://user@example.com/
http://user:secret@example.com/
http://example.com@127.0.0.1/
http://example.com:80@127.0.0.1/
http://127.0.0.1:80@example.com/
http://example.com%40127.0.0.1/
http://example.com\\@127.0.0.1/
http://127.0.0.1\\.example.com/
http://127.0.0.1%00.example.com/
http://127.0.0.1%2f.example.com/
http://127.0.0.1%2eexample.com/
http://%31%32%37.0.0.1/
http://１２７.0.0.1/
http://①②⑦.⓪.⓪.①/
http://127。0。0。1/
http://127．0．0．1/
http://127｡0｡0｡1/
http://ⓔⓧⓐⓜⓟⓛⓔ.com/
http://１６９.２５４.169.254/
http://٢١٣٠٧٠٦٤٣٣/
http://exa mple.com/
http://example.com../
http://.example.com/
http://example..com/
http://-example.com/
http://example-.com/
http://exa$mple.com/
http://xn--a-ecp.ru:25/
http://xn--iñvalid-/
http:///feed
http:127.0.0.1/
http:/127.0.0.1/
//127.0.0.1/
127.0.0.1/
example.com/feed
http://
http://:80/
ftp://example.com/feed
file:///etc/passwd
file://127.0.0.1/etc/passwd
gopher://127.0.0.1:6379/_INFO
dict://127.0.0.1:11211/stats
data:text/xml,<rss/>
javascript:alert(1)
ldap://127.0.0.1/
jar:http://127.0.0.1/!/
unix:/var/run/docker.sock
ws://127.0.0.1/
feed://example.com/feed
http://example.com:0/
http://example.com:22/
http://example.com:25/
http://example.com:53/
http://example.com:81/
http://example.com:445/
http://example.com:６６６７/
http://example.com:2049/
http://example.com:6000/
http://example.com:6667/
http://example.com:10080/
http://example.com:65536/
http://example.com:-80/
http://example.com:80:80/
http://example.com:eighty/
""".strip().split("\n")

# What a line of the table above cannot hold.
HOSTILE += [
    "",
    "\x00",
    "http://example.com/\r\nHost: 127.0.0.1",
    "http://example.com\r\n/",
    "http://exam\tple.com/",
    "http://example.com\x00@127.0.0.1/",
    "\nhttp://example.com/",
    "http://" + "a" * 64 + ".example/",
    "http://" + "a." * 130 + "example/",
    "http://example.com/" + "a" * 70_000,
    "http://\ud800.example/",
]


@pytest.mark.parametrize("address", HOSTILE, ids=lambda address: ascii(address)[1:60])
def test_hostile_address_is_refused_before_any_name_is_resolved(address: str) -> None:
    with pytest.raises(SourceRefused) as refusal:
        OUTSIDE.approve(address)

    assert refusal.value.failure.kind is FailureKind.BLOCKED_ADDRESS


def test_the_table_of_hostile_addresses_keeps_its_promised_length() -> None:
    assert len(set(HOSTILE)) == len(HOSTILE) >= 60


@pytest.mark.parametrize(
    ("address", "host", "port"),
    [
        ("https://example.com/feed?id=1", "example.com", None),
        ("  https://example.com/feed ", "example.com", None),
        ("HTTP://EXAMPLE.COM/Feed", "example.com", None),
        ("http://example.com./feed", "example.com", None),
        ("http://example.com:80/", "example.com", None),
        ("http://example.com:443/", "example.com", 443),
        ("https://example.com:8443/", "example.com", 8443),
        ("https://bücher.example/", "xn--bcher-kva.example", None),
        ("https://例え.テスト/", "xn--r8jz45g.xn--zckzah", None),
        ("https://under_score.example.com/", "under_score.example.com", None),
        ("http://4chan.example/", "4chan.example", None),
        ("http://1.2.3.4x/", "1.2.3.4x", None),
        ("http://93.184.216.34/", "93.184.216.34", None),
        ("http://[2606:2800:220:1::1]/", "2606:2800:220:1::1", None),
        ("http://[64:ff9b::5db8:d822]/", "64:ff9b::5db8:d822", None),
        ("http://localhost/", "localhost", None),  # where it leads is asked when it is connected to
    ],
)
def test_ordinary_address_is_approved(address: str, host: str, port: int | None) -> None:
    url = OUTSIDE.approve(address)

    assert (url.raw_host.decode(), url.port) == (host, port)


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1",
        "127.8.8.8",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.0.9",
        "::1",
        "fd12:3456::1",
        "::ffff:10.0.0.1",
    ],
)
def test_private_address_is_allowed_only_for_local_use(ip: str) -> None:
    LOCAL.check_ip(ip, "town.example")

    with pytest.raises(SourceRefused, match=r"town\.example leads into a private network"):
        OUTSIDE.check_ip(ip, "town.example")


@pytest.mark.parametrize(
    "ip",
    """0.0.0.0 0.1.2.3 100.64.0.1 100.100.100.200 168.63.129.16 169.254.169.254 169.254.170.23 192.0.0.192
    192.0.2.1 192.88.99.1 198.51.100.1 203.0.113.1 224.0.0.251 240.0.0.1 255.255.255.255 :: ::2 ::7f00:1
    fe80::1 fe80::1%eth0 fec0::1 ff02::1 fd00:ec2::254 fd00:ec2::23 fd20:ce::254 2001::1 2001:db8::1
    2002:a00:1:: 3fff::1 4000::1 5f00::1 100::1 64:ff9b:1::1 64:ff9b::169.254.169.254
    ::ffff:169.254.169.254 ::ffff:0.0.0.0""".split(),
)
def test_link_local_metadata_and_reserved_addresses_are_refused_whatever_is_allowed(ip: str) -> None:
    with pytest.raises(SourceRefused, match="not on the public internet"):
        LOCAL.check_ip(ip, "town.example")


def test_without_a_contact_address_nobody_outside_is_asked() -> None:
    alone = replace(LOCAL, allow_public=False)

    alone.check_ip("127.0.0.1", "town.example")
    with pytest.raises(SourceRefused, match="set a contact address") as refusal:
        alone.check_ip("93.184.216.34", "example.com")

    assert refusal.value.failure.kind is FailureKind.NOT_CONFIGURED


@given(st.integers(0, 2**32 - 1).map(IPv4Address) | st.integers(0, 2**128 - 1).map(IPv6Address))
def test_no_address_is_let_through_that_python_does_not_call_global(ip: IPv4Address | IPv6Address) -> None:
    try:
        OUTSIDE.check_ip(str(ip), "example.com")
    except SourceRefused:
        return

    assert ip.is_global
    assert not ip.is_multicast


def test_nearly_all_of_the_public_internet_is_let_through() -> None:
    """Both registries together take about a seventh of IPv4; were more refused, a mask would be mistyped."""
    dice = random.Random(7)
    ips = [str(IPv4Address(dice.getrandbits(32))) for _ in range(5000)]

    refused = sum(1 for ip in ips if _is_refused(ip))

    assert 0.12 < refused / len(ips) < 0.16
    assert all(_is_refused(ip) for ip in ips if not ip_address(ip).is_global)


@given(
    st.text(max_size=60) | st.text("htp:/@[]%.0123456789abcdefx\\?#\t ", max_size=60).map("http://".__add__)
)
def test_whatever_is_given_is_approved_or_refused(text: str) -> None:
    try:
        url = OUTSIDE.approve(text)
    except SourceRefused:
        return

    assert url.scheme in ("http", "https")
    assert url.host
    assert not url.userinfo
    assert OUTSIDE.approve(str(url)) == url


def test_refusal_names_no_more_of_the_address_than_its_host() -> None:
    with pytest.raises(SourceRefused) as refusal:
        OUTSIDE.approve("http://10.0.0.1/feeds/secret-path?token=secret")

    assert "secret" not in str(refusal.value)


def _is_refused(ip: str) -> bool:
    try:
        OUTSIDE.check_ip(ip, "example.com")
    except SourceRefused:
        return True
    return False
