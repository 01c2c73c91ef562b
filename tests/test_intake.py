"""What people send is cut before it is looked at, and only strict forms get through."""

import time
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake import clean, pack, parse_number, parse_start, unpack

WORST = ["," * 4096, " " * 4096, "a" * 4095 + "!", "e" + "\u0301" * 4095, "\ufdfa" * 4096]


@pytest.mark.parametrize("text", WORST)
def test_the_worst_texts_are_cut_quickly(text: str) -> None:
    before = time.process_time()
    assert len(clean(text)) <= 256
    assert time.process_time() - before < 0.05


@given(st.text(max_size=600))
def test_a_clean_text_is_short_normal_and_without_controls(text: str) -> None:
    cleaned = clean(text)
    assert len(cleaned) <= 256
    assert not any(unicodedata.category(c) in {"Cc", "Cf", "Cs"} for c in cleaned)
    cleaned.encode("utf-8")


def test_ordinary_words_stay_as_they_are() -> None:
    assert clean("  Нижний\tТагил \n") == "Нижний Тагил"
    assert clean("Оmsk\u202e\x00") == "Оmsk"


@pytest.mark.parametrize("text", ["", "10000000000", "٣", "-1", "1\n", " 1", "1e3", "0x1", "½"])
def test_only_plain_numbers_are_numbers(text: str) -> None:
    assert parse_number(text) is None


def test_a_plain_number_is_read() -> None:
    assert parse_number("000000042") == 42


@pytest.mark.parametrize(
    "text", ["", "a" * 65, "../etc", "city omsk", "city_omsk\n", "город", "a;b", "%2e"]
)
def test_only_links_of_telegrams_form_are_followed(text: str) -> None:
    assert parse_start(text) is None


@given(st.lists(st.from_regex(r"[a-z0-9_-]{1,9}", fullmatch=True), max_size=5))
def test_a_payload_comes_back_as_it_was_packed(fields: list[str]) -> None:
    assert unpack("q", pack("q", *fields), len(fields)) == fields


@given(st.text(max_size=80), st.integers(0, 4))
def test_no_forged_payload_raises(data: str, fields: int) -> None:
    found = unpack("q", data, fields)
    assert found is None or len(found) == fields


def test_a_payload_telegram_would_refuse_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="payload"):
        pack("q", "x" * 80)
    with pytest.raises(ValueError, match="payload"):
        pack("q", "a|b", "ё")
