"""Text is read in the encoding that makes sense of it, and what was lost is said."""

from __future__ import annotations

import time

import pytest

from heliograph.extractors.encoding import codec_name, decode
from heliograph.records import Note, Problem

CHINESE = "本平台支持人脸识别、车辆识别与视频结构化分析，可对重点人员进行布控告警。"
TRADITIONAL = "本平臺支援人臉辨識、車輛辨識與影像結構化分析，可對重點人員進行布控告警。"
RUSSIAN = "Система распознаёт лица и сообщает оператору о совпадении с картотекой."
FRENCH = "La caméra détecte les visages à l’entrée et prévient l’opérateur dès qu’il le faut."
POLISH = "Kamera rozpoznaje twarze, źródło wyświetla się później, gdy będzie żółty ćwierć łańcuch."
JAPANESE = "顔認識システムはカメラの映像から人物を検出し、登録者と一致した場合に通知します。"
KOREAN = "얼굴 인식 시스템은 카메라 영상에서 사람을 검출하고 등록된 사람과 일치하면 알립니다."


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (CHINESE, "gb18030"),
        (CHINESE, "gbk"),
        (CHINESE, "utf-8"),
        (CHINESE, "utf-8-sig"),
        (CHINESE, "utf-16"),
        (CHINESE, "utf-16-le"),
        (CHINESE, "utf-16-be"),
        (CHINESE, "utf-32-le"),
        (CHINESE + "\n\U00020bb7\n", "gb18030"),
        (TRADITIONAL, "big5"),
        (TRADITIONAL, "big5hkscs"),
        (TRADITIONAL, "gb18030"),
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (RUSSIAN, "iso8859-5"),
        (RUSSIAN, "utf-16-le"),
        (FRENCH, "cp1252"),
        (POLISH, "cp1250"),
        (JAPANESE, "cp932"),
        (JAPANESE, "euc_jp"),
        (KOREAN, "cp949"),
        ("int a; // " + CHINESE, "gbk"),
        ("plain words", "utf-16-le"),
    ],
)
def test_a_sentence_comes_back_without_any_declaration(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


def test_a_wrong_declaration_does_not_win() -> None:
    assert decode(CHINESE.encode("gbk"), "iso-8859-1").text == CHINESE
    assert decode(CHINESE.encode("gbk"), "utf-8").text == CHINESE
    assert decode(CHINESE.encode(), "gb2312").text == CHINESE


def test_a_declaration_settles_what_is_open() -> None:
    assert decode("тест".encode("cp866"), "cp866").text == "тест"


def test_breaks_stay_as_they_are() -> None:
    assert decode(b"a\r\nb\rc\nd\f").text == "a\r\nb\rc\nd\f"


def test_nul_is_shown_and_half_a_pair_is_lost() -> None:
    shown = decode(b"a\0b" + b"c" * 20)
    assert shown.text.startswith("a\u2400b")
    assert Note(key="nul-characters", value="1") in list(shown.remarks())
    halved = decode("\ud83d".encode("utf-16-le", "surrogatepass") + "abc".encode("utf-16-le"))
    halved.text.encode()


def test_a_few_damaged_bytes_do_not_change_the_encoding() -> None:
    content = bytearray((CHINESE * 20).encode())
    content[100] = 0xFF
    read = decode(bytes(content))
    assert read.encoding == "utf-8"
    assert read.lost >= 1
    assert CHINESE in read.text
    assert not any(isinstance(one, Problem) for one in read.remarks())


def test_many_lost_characters_are_a_problem_and_few_a_note() -> None:
    many = decode(("\ufffd" * 5 + CHINESE).encode())
    assert [one.reason for one in many.remarks() if isinstance(one, Problem)] == ["bad-characters"]
    few = decode(("\ufffd" + CHINESE * 10).encode())
    assert Note(key="lost-characters", value="1") in list(few.remarks())


def test_a_charset_is_named_by_its_superset() -> None:
    assert codec_name("GB2312") == "gb18030"
    assert codec_name(" 'shift_jis' ") == "cp932"
    assert codec_name("x-unheard-of") == ""
    assert codec_name("a\0b") == ""


def test_nothing_is_nothing() -> None:
    assert decode(b"").text == ""


def test_one_byte_beyond_ascii_in_a_very_long_line_costs_no_more_than_another():
    """A line is looked at once: each place of it that is tried anew would make this minutes."""
    content = b"a" * 3_000_000 + b"\xe9" + b"a" * 100
    began = time.process_time()
    assert decode(content).text[3_000_000] == "é"
    assert time.process_time() - began < 10
