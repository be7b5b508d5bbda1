"""What is read out of a mail: in any charset, from any program, and from bytes that are no mail at all."""

# The lines are as programs write them.
# ruff: noqa: E501

from __future__ import annotations

import base64

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.inbound.charsets import decoded, header
from consult.inbound.quotes import own_words
from consult.inbound.reading import MOST_LETTERS, read
from tests.mails import QUOTED, answer, quoted, raw, word
from tests.photos import photo

TO = "reply+1-abc@reply.example.jp"
OWN = "ありがとうございます。\n来週に電話をください。"

# -- Charsets --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "charset", "data"),
    [
        ("こんにちは①髙㈱", "shift_jis", "こんにちは①髙㈱".encode("cp932")),
        ("こんにちは", "iso-2022-jp", "こんにちは".encode("iso2022_jp")),
        # Windows' own letters, which the standard does not have in ISO-2022-JP.
        ("①です", "iso-2022-jp", b"\x1b$B\x2d\x21\x24\x47\x24\x39\x1b(B"),
        ("ｶﾅと漢字", "iso-2022-jp", b"\x1b(I\x36\x45\x1b$B\x24\x48\x34\x41\x3b\x7a\x1b(B"),
        # Its escape back was lost at the end of a line.
        ("あ\nplain", "iso-2022-jp", b"\x1b$B\x24\x22\nplain"),
        ("こんにちは", "utf-8", "こんにちは".encode("cp932")),
        ("こんにちは", "no-such-charset", "こんにちは".encode()),
        ("こんにちは", "", "こんにちは".encode("iso2022_jp")),
        ("こんにちは", "us-ascii", "こんにちは".encode()),
        ("日本語の文章です", "euc-jp", "日本語の文章です".encode("euc_jp")),
        ("déjà – vu", "iso-8859-1", "déjà – vu".encode("cp1252")),
        # Codecs of Python that are no charsets.
        ("abc", "rot13", b"abc"),
        ("abc", "zlib", b"abc"),
        ("abc", "undefined", b"abc"),
        ("ab", "utf-8", b"a\x00b\x07"),
    ],
)
def test_every_charset(said, charset, data):
    assert decoded(data, charset) == said


def test_headers_of_any_kind():
    assert header(f"{word('佐藤')} <a@example.jp>") == "佐藤 <a@example.jp>"
    assert header("=?utf-8?B?broken!?=") != ""
    assert header("佐藤".encode().decode("ascii", "surrogateescape")) == "佐藤"
    assert header("=?iso-2022-jp?B?GyRC?= x") == "x"


# -- Programs ----------------------------------------------------------------------------------------

ANSWERS = {
    "gmail": f"{OWN}\n\n2026年11月28日(土) 21:35 Shirube <{TO}>:\n\n{quoted()}\n",
    "gmail, broken into two lines": f"{OWN}\n\n2026年11月28日(土) 21:35 しるべ 相談センター\n<{TO}>:\n\n{quoted()}\n",
    "gmail in English": f"{OWN}\n\nOn Sat, Nov 28, 2026 at 9:35 PM Shirube <{TO}>\nwrote:\n\n{quoted()}\n",
    "iphone": f"{OWN}\n\niPhoneから送信\n\n2026/11/28 21:35、Shirube <{TO}>のメール:\n\n﻿{QUOTED}\n",
    "iphone, with signs": f"{OWN}\n\n> 2026/11/28 21:35、Shirube <{TO}>のメール:\n> \n{quoted()}\n",
    "iphone in English": f"{OWN}\n\nSent from my iPhone\n\n> On Nov 28, 2026, at 21:35, Shirube <{TO}> wrote:\n{quoted()}\n",
    "outlook": (
        f"{OWN}\n\n________________________________\n差出人: Shirube <{TO}>\n送信日時: 2026年11月28日 21:35\n"
        f"宛先: sato@example.jp\n件名: お問い合わせ\n\n{QUOTED}\n"
    ),
    "outlook in English": (
        f"{OWN}\n\nFrom: Shirube <{TO}>\nSent: Saturday, November 28, 2026 9:35 PM\nTo: sato@example.jp\n"
        f"Subject: Inquiry\n\n{QUOTED}\n"
    ),
    "outlook express": f"{OWN}\n\n-----Original Message-----\nFrom: Shirube\n\n{QUOTED}\n",
    "yahoo japan": f"{OWN}\n\n----- Original Message -----\n{quoted()}\n",
    "docomo": f'{OWN}\n\n2026年11月28日 21:35 "Shirube"<{TO}>さん wrote:\n{quoted(sign=">")}\n',
    "docomo, an older phone": f"{OWN}\n------元のメッセージ------\n{QUOTED}\n",
    "au": f"{OWN}\n\n----- 元のメール -----\n{QUOTED}\n",
    "softbank": f"{OWN}\n\n-----受信メール-----\n{quoted(sign='＞')}\n",
    "below the quote": f"Shirube <{TO}> wrote:\n{quoted()}\n\n{OWN}\n",
    "quotes alone": f"{quoted()}\n{OWN}\n",
}


@pytest.mark.parametrize("program", ANSWERS)
def test_only_the_writers_own_words_are_left(program):
    assert own_words(ANSWERS[program]) == OWN


def test_between_the_quoted_lines_every_answer_is_kept():
    text = f"On Nov 28, 2026, Shirube <{TO}> wrote:\n> いつからですか。\n八年前です。\n> 薬は。\n一つです。"
    assert own_words(text) == "八年前です。\n一つです。"


def test_where_nothing_would_be_left_all_of_it_is():
    assert own_words(quoted()) == quoted()


@pytest.mark.parametrize(
    "text",
    [
        "2026年11月28日の診察で、先生から次のように言われました。\n手術はできないそうです。",
        "From what I read, it is insured.\nSubject to what?\nOn Monday he wrote: yes.\nThanks",
        "来週:\n電話してください",
        "-- \n佐藤\n090-0000-0000",
    ],
)
def test_what_only_looks_like_a_quote_stays(text):
    assert own_words(text) == text.strip()


# -- Parts -------------------------------------------------------------------------------------------


def test_a_plain_mail_of_a_phone():
    head = f"From: {word('佐藤')} <s@docomo.ne.jp>\nTo: {TO}\nSubject: {word('Re:件名')}\nMessage-ID: <1@docomo>\n"
    head += "Content-Type: text/plain; charset=iso-2022-jp\nContent-Transfer-Encoding: 7bit"
    mail = read(raw(head, OWN, "iso-2022-jp"))
    assert (mail.text, mail.subject, mail.message_id) == (OWN, "Re:件名", "1@docomo")
    assert (mail.sender, mail.recipients, mail.automatic) == ("佐藤 <s@docomo.ne.jp>", (TO,), "")


def test_a_page_alone_is_read_without_its_quote():
    page = f'<html><style>p{{}}</style><body><p>はい。<br>お願いします。</p><div class="gmail_quote">{QUOTED}</div></body></html>'
    mail = read(raw(f"To: {TO}\nContent-Type: text/html; charset=utf-8", page))
    assert mail.text == "はい。\nお願いします。"


def test_photos_come_along_and_a_logo_does_not():
    logo = base64.b64encode(photo()).decode()
    body = (
        '--a\nContent-Type: multipart/related; boundary="b"\n\n--b\nContent-Type: text/html; charset=utf-8\n\n'
        f"<p>写真です</p>\n--b\nContent-Type: image/jpeg\nContent-ID: <1>\nContent-Transfer-Encoding: base64\n\n{logo}\n--b--\n"
        f'--a\nContent-Type: image/jpeg; name="{word("チラシ.jpg")}"\nContent-Transfer-Encoding: base64\n\n{logo}\n--a--\n'
    )
    mail = read(raw(f'To: {TO}\nContent-Type: multipart/mixed; boundary="a"', body))
    assert (mail.text, [one.name for one in mail.files]) == ("写真です", ["チラシ.jpg"])
    assert mail.files[0].data == photo()


def test_a_mail_within_a_mail_is_a_file():
    body = f"--a\nContent-Type: message/rfc822\n\nSubject: x\n\n{QUOTED}\n--a--\n"
    mail = read(raw(f'To: {TO}\nContent-Type: multipart/mixed; boundary="a"', body))
    assert (mail.text, len(mail.files)) == ("", 1)


# -- Written by a program ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "head",
    [
        "Auto-Submitted: auto-replied",
        "Auto-Submitted: auto-generated (vacation)",
        "Precedence: bulk",
        "Precedence: auto_reply",
        "X-Autoreply: yes",
        "X-Autorespond: out of office",
        "Return-Path: <>",
        "List-Id: <a.example.jp>",
        "From: MAILER-DAEMON@example.jp",
        "Content-Type: multipart/report; report-type=delivery-status; boundary=a",
    ],
)
def test_signs_of_a_program(head):
    assert read(raw(f"{head}\nTo: {TO}", "x")).automatic


def test_the_envelope_says_it_too():
    assert read(answer(TO), envelope_from="").automatic
    assert not read(answer(TO), envelope_from="sato@example.jp").automatic
    assert not read(answer(TO, Auto_Submitted="no", Precedence="normal")).automatic


# -- Bombs and noise ---------------------------------------------------------------------------------


def test_bombs_are_known_by_their_size():
    nested = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(3_000))
    assert read(raw(f"To: {TO}", "x") + nested.encode()).trouble == "too_large"
    many = "--a\nContent-Type: text/plain\n\nx\n" * 5_000
    assert read(raw(f"To: {TO}\nContent-Type: multipart/mixed; boundary=a", many)).trouble == "unreadable"
    assert read(answer(TO, "あ" * (MOST_LETTERS + 1))).trouble == "too_large"
    assert read(b"To: x\n\n" + b"\n" * 1_600_000).trouble == "too_large"


HEADS = [
    "Content-Type",
    "Content-Transfer-Encoding",
    "Content-Disposition",
    "Message-ID",
    "To",
    "From",
    "Subject",
]
VALUES = [
    "multipart/mixed; boundary=a", "multipart/related; boundary=a", "text/plain; charset=iso-2022-jp", "text/html",
    "base64", "quoted-printable", "uuencode", "x-uuencode", "attachment; filename*=utf-8''%ff%", "message/rfc822",
    "attachment; filename*0*=x'y'%e3; filename*1=z", "=?utf-8?B?////?=", "text/plain; charset*=x''%ff", TO, "<>",
]  # fmt: skip
a_value = st.one_of(st.sampled_from(VALUES), st.text(max_size=20)).map(str.encode)
a_head = st.tuples(st.sampled_from(HEADS).map(str.encode), a_value).map(lambda pair: b": ".join(pair))
a_body = st.one_of(
    st.binary(max_size=200),
    st.sampled_from([b"--a\n", b"--a--\n", b"\n\n", b"begin 666 x\n", b"\x1b$B", b"<p>", b"&#0;"]),
)
a_mail = st.lists(st.one_of(a_head, a_body), max_size=14).map(b"\n".join)


@given(a_mail)
def test_no_bytes_make_it_raise(data):
    mail = read(data)
    own_words(mail.text)
    shown = (mail.text, mail.subject, mail.sender, *(file.name for file in mail.files))
    assert all("\0" not in one and one == one.encode("utf-8").decode() for one in shown)


@given(st.binary(max_size=300), st.text(max_size=20))
def test_no_charset_makes_it_raise(data, charset):
    assert "\0" not in decoded(data, charset)
    assert header(data.decode("ascii", "surrogateescape")).encode("utf-8") is not None


@given(st.text(alphabet=st.sampled_from("On wrote:>＞-_年月日:\n 差出人From<a@b>"), max_size=300))
def test_words_are_never_cut_to_nothing(text):
    assert own_words(text) or not text.strip()
