"""What two looks agree on, and what stands in a page's place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heliograph.versions.barriers import barrier_of
from heliograph.versions.said import digest_of_said, stable_difference, without_noise

SAYS = st.frozensets(st.text("abcdef", min_size=2, max_size=4), max_size=6)


@given(SAYS, SAYS)
def test_what_two_looks_show_alike_is_the_whole_difference(base, now):
    difference = stable_difference(base, now, now)
    assert set(difference.added) <= now - base
    assert set(difference.removed) <= base - now
    for one in now - base:
        if not any(other in one or one in other for other in base):
            assert one in difference.added


def test_words_that_are_cut_elsewhere_are_the_same_words():
    rows = frozenset({"项目名称智慧社区", "采购人某区信息中心", "一总则", "二要求"})
    other = frozenset({"项目名称", "智慧社区", "采购人", "某区信息中心", "一总则二要求"})
    assert not stable_difference(rows, other, other).is_one
    assert not stable_difference(other, rows, rows).is_one
    fewer = other - {"某区信息中心"}
    assert stable_difference(rows, fewer, fewer).removed == ("采购人某区信息中心",)


@given(SAYS, SAYS, SAYS)
def test_nothing_is_told_that_the_looks_do_not_agree_on(base, first, second):
    difference = stable_difference(base, first, second)
    assert set(difference.added) <= (first & second) - base
    assert set(difference.removed) <= base - (first | second)


@given(SAYS)
def test_a_state_has_one_name(what):
    assert digest_of_said(what) == digest_of_said(frozenset(sorted(what, reverse=True)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("发布时间：2026-03-01 10:22", "发布时间：2026年11月3日 9:05:17"),
        ("浏览次数：1,204次", "浏览次数：98次"),
        ("阅读 1.2万", "阅读 3万"),
        ("updated 3 hours ago", "updated 12 days ago"),
        ("Просмотров: 17", "Просмотров: 18"),
        ("session 0123456789abcdef0123", "session fedcba98765432100123"),
        ("視頻監控　平台", "视频监控平台"),
        ("Monday, 3 March 2026", "Friday, 12 June 2026"),
    ],
)
def test_noise_is_left_out(one: str, other: str):
    assert without_noise(one) == without_noise(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("准确率不低于97%", "准确率不低于99%"), ("第3.2条", "第3.3条"), ("支持维族告警", "支持告警")],
)
def test_what_is_said_is_not(one: str, other: str):
    assert without_noise(one) != without_noise(other)


def test_a_long_page_that_speaks_of_captchas_is_a_page():
    words = "本系统支持验证码登录。" * 100
    assert barrier_of(words, "", "", frozenset({"旧"}), frozenset({"新"})) is None


def test_a_page_that_still_says_most_of_what_it_said_is_a_page():
    before = frozenset({"甲", "乙", "验证码"})
    assert barrier_of("甲 乙 验证码 404", "", "", before, before) is None


def test_the_address_of_a_login_tells_it_whatever_the_page_says():
    found = barrier_of("x" * 2000, "", "https://a.example/cas/login?x=1", frozenset(), frozenset())
    assert found == "login"
