"""What the product never says, and which figures its explanations may hold.

Families decide by these texts: no promise, no "approved plan", nobody told that they can have a treatment.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.conf import settings

from intake.costs.case import CostCase
from intake.costs.estimate import estimate
from intake.costs.tables import load_tables
from intake.figures import figures_in
from intake.markup import names_in, render
from intake.periods import periods
from intake.ruby import marked, to_plain
from intake.sources import read_sources, unreadable_lines
from intake.triage.texts import PROPOSED, TEXTS

pytestmark = pytest.mark.engine_free

BASE = Path(settings.BASE_DIR)
DATA = BASE / "intake" / "data"

# Each may stand where it is denied, asked, or said about others; those places are named in ALLOWED.
NEVER_SAID = {
    "a promise": [
        r"治ります",
        r"治せます",
        r"治癒します",
        r"完治",
        r"根治",
        r"良くなります",
        r"改善します",
        r"効果があります",
        r"効果が期待でき",
        # 「必ず主治医に相談してください」 asks for something and promises nothing.
        r"必ず(?![^。]*(ください|いただく))",
        r"絶対に?(?!.{0,20}ください)",
        r"安全です",
        r"安心です",
        r"副作用(は|が)?(ありません|ない|なし)",
        r"奇跡",
        r"夢の治療",
        r"最先端",
        r"最高の",
        r"日本一",
        r"若返り",
        r"100 ?[%％]",
        r"おすすめ(です|します)",
        r"\bwill (be )?cured?\b",
        r"\bcures?\b",
        r"\bguarantee",
        r"\bmiracle",
        r"\bno side effects?\b",
        r"\b(is|are|be) (completely |entirely )?safe\b",
        r"\bthe best (treatment|clinic|hospital)",
        r"\bwe recommend\b",
        r"\bbreakthrough",
        r"\bwill (work|help|improve|get better)\b",
    ],
    "an approved plan": [
        r"承認(された|済みの|を受けた)(治療|提供|再生医療等?提供)?計画",
        r"計画(は|が|を)?[^。]{0,12}承認(され|済)",
        r"(認可|許可|認定)された(治療|提供)?計画",
        r"国(が|に)(認め|承認し|認可し)た?(クリニック|医療機関|病院|計画)",
        r"\bapproved (treatment |provision )?plans?\b",
        r"\bplans? (is|was|has been|have been|were|are) approved\b",
        r"\b(authori[sz]ed|approved|licen[sc]ed) by the (ministry|government)\b",
    ],
    "that someone can have it": [
        r"受けられます(?!か)",
        r"受けることができます(?!か)",
        r"対象(です|になります|者です|となります)(?!か)",
        r"適応(があります|です)(?!か)",
        r"あてはまります(?!か)",
        r"\b(you|he|she|they|patient) (is|are|may be|might be|will be) eligible\b",
        r"\bis eligible\b",
        r"\bqualif(y|ies) for\b",
        r"\bcan (receive|get|have) (this|the) treatment\b",
        r"\b(is|are) suitable for\b",
    ],
}
# (where it stands, the words around it) → why it may stand there.
ALLOWED: dict[tuple[str, str], str] = {
    ("translations", "Promised a cure or no side effects"): "the name of the flag, for what others promised",
    ("translations", "「治る」「副作用はない」と言われた"): "the same in Japanese",
    ("translations", "「治る」「副作用はない」と言っている"): "the same in easy Japanese",
    ("translations", "Whether it is safe"): "a question that a family can tick",
    ("intake/triage/texts.py flag.cure_claim", ""): "says what was promised by others, and warns",
}


def texts() -> Iterator[tuple[str, str]]:
    """(where, text) of everything that a family or a counselor can read."""
    for path in sorted((BASE / "templates").rglob("*")):
        if path.suffix in (".html", ".txt"):
            yield str(path.relative_to(BASE)), path.read_text(encoding="utf-8")
    for path in sorted(BASE.glob("locale/*/LC_MESSAGES/django.po")):
        yield from (("translations", text) for text in translations_in(path))
    for name in ("explanations", "explanations_easy", "consent_texts", "consent_texts_easy"):
        for row in json.loads((DATA / f"{name}.json").read_text(encoding="utf-8")):
            where = f"intake/data/{name}.json {row.get('key', row.get('kind'))} {row['language']}"
            text = "\n".join(row.get(part, "") for part in ("title", "body", "sources"))
            yield where, without_readings(text)
    for name, language, page in public_pages():
        yield f"intake/data/pages/{name}.toml {language}", "\n".join(page.values())
    for row in cost_rows():
        yield from (("intake/data/cost_tables.json", row[name]) for name in ("source", "source_ja"))
    for rule, lines in TEXTS.items():
        if rule.endswith(PROPOSED):  # the same lines once more
            continue
        yield from ((f"intake/triage/texts.py {rule}", without_readings(line)) for line in lines.values())


def public_pages() -> Iterator[tuple[str, str, dict[str, str]]]:
    """(key, language, texts) of every page that anybody can read; ruby as its plain words."""
    for path in sorted((DATA / "pages").glob("*.toml")):
        for language, page in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if isinstance(page, dict):
                plain = {part: re.sub(r"\{([^{}|]+)\|[^{}]+\}", r"\1", text) for part, text in page.items()}
                yield path.stem, language, plain


def cost_rows() -> list[dict[str, str]]:
    tables = json.loads((DATA / "cost_tables.json").read_text(encoding="utf-8"))
    return [row for rows in tables.values() for row in rows]


def translations_in(path: Path) -> Iterator[str]:
    with path.open("rb") as file:
        for message in read_po(file):
            for words in (message.id, message.string):
                yield from map(without_readings, [words] if isinstance(words, str) else words or ())


def without_readings(text: str) -> str:
    """Easy Japanese as it is read, or the patterns would look past {副作用|ふくさよう}."""
    return to_plain(marked(text))


def is_allowed(where: str, text: str) -> bool:
    return any(where == place and words in text for place, words in ALLOWED)


@pytest.mark.parametrize("what", NEVER_SAID)
def test_it_is_never_said(what):
    found = [
        (where, spoken[0], text[max(0, spoken.start() - 30) : spoken.end() + 30])
        for where, text in texts()
        if not is_allowed(where, text)
        for pattern in NEVER_SAID[what]
        if (spoken := re.search(pattern, text, flags=re.IGNORECASE))
    ]

    assert found == []


@pytest.mark.parametrize(
    ("what", "text"),
    [
        ("a promise", "この治療で治ります。"),
        ("a promise", "必ず良くなる治療です。"),
        ("a promise", "副作用はありません。"),
        ("a promise", "This will cure him."),
        ("a promise", "There are no side effects."),
        ("an approved plan", "国に承認された計画です。"),
        ("an approved plan", "It has an approved plan."),
        ("an approved plan", "The plan was approved."),
        ("that someone can have it", "お父さまはこの治療を受けられます。"),
        ("that someone can have it", "You may be eligible."),
    ],
)
def test_it_would_be_found(what, text):
    assert any(re.search(pattern, text, flags=re.IGNORECASE) for pattern in NEVER_SAID[what])


@pytest.mark.parametrize(
    "text", ["必ず主治医に相談してください。", "受けられますか。", "承認された製品はありません。"]
)
def test_what_is_no_claim_is_not_taken_for_one(text):
    assert not any(
        re.search(pattern, text, flags=re.IGNORECASE) for group in NEVER_SAID.values() for pattern in group
    )


def test_no_exception_is_kept_that_nobody_needs():
    unused = [
        kept for kept in ALLOWED if not any(kept[0] == where and kept[1] in text for where, text in texts())
    ]

    assert unused == []


def test_every_text_is_looked_at():
    places = {where.partition(" ")[0].partition("/")[0] for where, _text in texts()}

    assert places == {"templates", "translations", "intake"}
    assert len(TEXTS) > 20
    assert sum(1 for _ in texts()) > 500


# -- Figures -----------------------------------------------------------------------------------

# From facts.md, with where each one comes from. Anything else is asked about first.
FIGURES = {
    "2026年5月": "§1 founding article",
    "5月20日": "§1 founding article, S",
    "May 2026": "§1 founding article",
    "20 May": "§1 founding article, S",
    "5": "the number of questions in the self-pay text",
    "1": "one month, of the monthly ceiling",
    "7年": "§2 Amchepry: conditional and time-limited, 7 years",
    "seven years": "§2 Amchepry: conditional and time-limited, 7 years",
    "2024-04-30": "§5 guidance of the Japanese Society for Regenerative Medicine",
    "2024-07-31": "§5 notices of the ministry",
    "2026-11-01": "the day on which the sources were checked",
    "35人": "§2 Amchepry: data of 35 patients",
    "35 patients": "§2 Amchepry: data of 35 patients",
    "2015年": "§2 HeartSheet: conditional approval 2015-09-18",
    "2015": "§2 HeartSheet: conditional approval 2015-09-18",
    "2024年7月": "§2 HeartSheet: ended 2024-07",
    "July 2024": "§2 HeartSheet: ended 2024-07",
    "2019年": "§2 Collategene: conditional approval 2019-03-26",
    "2019": "§2 Collategene: conditional approval 2019-03-26",
    "2024年6月": "§2 Collategene: ended 2024-06",
    "June 2024": "§2 Collategene: ended 2024-06",
    "2026年5月13日": "§1 day of the founding article",
    "13 May 2026": "§1 day of the founding article",
    "55,306,737円": "§1 price of Amchepry, S",
    "55,306,737 yen": "§1 price of Amchepry, S",
    "3": "three places to ask",
    "119": "the emergency number",
    "一人": "each one person, in 一人ひとり and 一人の部屋",
    # The price and what you pay: §3, V2 where it stands in a table, D where it is reckoned from it.
    "636,007円": "§3 worked, D", "636,007 yen": "§3 worked, D",
    "106,007円": "§3 worked, D: 636,007 − 530,000", "106,007 yen": "§3 worked, D",
    "61,500円": "§3 band D from 2026-08, V2", "61,500 yen": "§3 band D from 2026-08, V2",
    "36,900円": "§3 band E from 2026-08, V2", "36,900 yen": "§3 band E from 2026-08, V2",
    "530,000円": "§3 annual ceiling of band C, V2", "530,000 yen": "§3 annual ceiling of band C, V2",
    "280,000円": "§3 band C from, V2", "280,000": "§3 band C from, V2",
    "500,000円": "§3 band C until, V2", "500,000 yen": "§3 band C until, V2",
    "260,000円": "§3 band D until, V2", "260,000 yen": "§3 band D until, V2",
    "70歳": "§3 the age groups, V2", "70": "§3 the age groups, V2",
    "2026年8月": "§3 the table from 2026-08, V2", "August 2026": "§3 the table from 2026-08, V2",
    "8月": "§3 the year of the annual ceiling, V2", "7月": "§3 the year of the annual ceiling, V2",
    "一年": "one year", "1年": "one year", "one month": "one month", "2回": "two calculations for two months",
    # The subsidy: §4, V.
    "0円": "§4 public assistance, V", "0": "§4 public assistance, V",
    "1,000円": "§4 ventilator, V", "1,000 yen": "§4 ventilator, V",
    "2,500円": "§4 low I, V", "2,500": "§4 low I, V", "5,000円": "§4 low II, V", "5,000": "§4 low II, V",
    "10,000円": "§4 general I, V", "10,000": "§4 general I, V",
    "20,000円": "§4 general II, V", "20,000": "§4 general II, V",
    "30,000円": "§4 upper, V", "30,000 yen": "§4 upper, V",
    "33,330円": "§4 mild but costly, V", "33,330 yen": "§4 mild but costly, V",
    "50,000円": "§4 high-cost long-term, V", "50,000 yen": "§4 high-cost long-term, V",
    "12": "§4 of 12 months, V", "12 months": "§4 of 12 months, V", "6": "§4 in 6 months, V",
    "2": "§4 disability grade 2, V; two products that ended", "3 months": "§4 the certificate, V",
    "1 month": "§4 backdating, V", "30 per cent": "§4 30% becomes 20%, V", "20 per cent": "§4, V",
    "3割": "§4 30% becomes 20%, V", "2割": "§4 30% becomes 20%, V", "10割": "§3 the whole cost",
    # The law, what ended, signs.
    "2025年5月31日": "§5 gene therapy in the body, V", "31 May 2025": "§5 gene therapy in the body, V",
    "7": "§5 digits of a plan number, K", "4": "the fourth of five signs",
    "2015年9月18日": "§2 HeartSheet, V", "18 September 2015": "§2 HeartSheet, V",
    "2019年3月26日": "§2 Collategene, V", "26 March 2019": "§2 Collategene, V",
    "2026年3月6日": "§2 Amchepry and ReHeart, V", "6 March 2026": "§2 Amchepry and ReHeart, V",
    "2026年3月": "§2 Amchepry and ReHeart, V",
    "2025年8月": "§5 order of 2025-08-29 after a death, V", "August 2025": "§5 order of 2025-08-29, V",
}  # fmt: skip
# S and D in facts.md: said to a family only together with these words.
TO_BE_CONFIRMED = (
    "5月20日", "20 May", "55,306,737円", "55,306,737 yen", "636,007円", "636,007 yen", "106,007円",
    "106,007 yen",
)  # fmt: skip
CONFIRM = ("病院で確かめて", "病院や窓口で確かめて", "please confirm")


def explanations() -> list[tuple[str, str]]:
    return [(where, text) for where, text in texts() if "data/explanations" in where or "/pages/" in where]


def test_every_figure_in_an_explanation_is_known():
    found = {(where, figure) for where, text in explanations() for figure in figures_in(text)}

    assert explanations()
    assert {(where, figure) for where, figure in found if figure not in FIGURES} == set()


def test_no_figure_is_allowed_that_nobody_uses():
    used = {figure for _where, text in explanations() for figure in figures_in(text)}

    assert set(FIGURES) - used == set()


def test_what_no_public_page_says_is_said_to_be_confirmed():
    for where, text in explanations():
        if any(figure in figures_in(text) for figure in TO_BE_CONFIRMED):
            assert any(words in text for words in CONFIRM), where


def test_the_example_is_what_the_estimator_says():
    """The price alone, under 70, from the table of the month that the page is filed under."""
    page = tomllib.loads((DATA / "pages" / "price-and-what-you-pay.toml").read_text(encoding="utf-8"))
    tables = load_tables()
    for band in ("C", "D", "E"):
        case = CostCase(treatment_month=page["cost_month"], age=66, total_cost_yen=55_306_737, band=band)
        found = estimate(case, tables)
        told = [
            found.payable_yen,
            *([found.annual_ceiling_yen, found.refund_later_yen] if band == "C" else []),
        ]
        for language in WHERE_TO_ASK:
            assert all(f"{yen:,}" in page[language]["body"] for yen in told), (band, language)


def test_the_amounts_of_the_subsidy_are_those_of_its_table():
    page = tomllib.loads((DATA / "pages" / "intractable-disease-subsidy.toml").read_text(encoding="utf-8"))
    for amounts in load_tables().subsidies[0].ceilings_yen.values():
        for language in WHERE_TO_ASK:
            assert f"{amounts['general']:,}" in page[language]["body"], language


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("55,306,737円です。", ["55,306,737円"]),
        ("５５万円", ["55万円"]),
        ("成功率は98%、3割", ["98%", "3割"]),
        ("35 patients in 7 sites", ["35 patients", "7 sites"]),
        ("for seven years", ["seven years"]),
        ("2026年5月20日", ["2026年5月20日"]),
        ("1. 材料：\n2. 品質", []),
        ("三割負担", ["三割"]),
    ],
)
def test_figures_are_found(text, found):
    assert figures_in(text) == found


# -- The estimator -----------------------------------------------------------------------------

# What its words may hold; amounts come from the tables. facts.md §3 and §4, where nothing else is said.
ESTIMATOR_FIGURES = {
    "11.6": "§3 band A, a year, about", "1,160万円": "§3 band A, a year, about",
    "7.7": "§3 band B, a year, about", "770万円": "§3 band B, a year, about",
    "3.7": "§3 bands C and D, a year, about", "370万円": "§3 bands C and D, a year, about",
    "million yen": "the unit of these",
    "71,000 yen": "§4 general I", "71,000円": "§4 general I", "71,000": "§4 general II",
    "251,000 yen": "§4 general II", "251,000円": "§4 general II",
    "20 per cent": "§4 30 % becomes 20 %", "2割": "§4 30 % becomes 20 %", "20%": "§4 30 % becomes 20 %",
    "10 %": "§3 part paid", "20 %": "§3 part paid", "30 %": "§3 part paid", "1割": "§3 part paid",
    "3割": "§3 part paid", "10%": "§3 part paid", "30%": "§3 part paid",
    "12 months": "§3 many-times", "12": "§3 many-times", "3": "§3 many-times: three months before this one",
    "4": "§3 many-times: from the fourth month", "8月": "§3 the year is August to July",
    "7月": "§3 the year is August to July", "70歳": "§3 the age groups",
    "1日": "the first day of a month", "1": "one month", "1年": "one year", "2": "two months",
    "two months": "a stay over the end of a month",
    "2026": "an example of a year", "8": "an example: the era's year", "9": "an example of a month",
    "68": "an example of an age", "300000": "an example", "30万円": "an example",
    "1980000": "an example", "1.98": "an example", "198万円": "an example",
}  # fmt: skip


def words_of_the_estimator() -> Iterator[str]:
    for path in sorted(BASE.glob("locale/*/LC_MESSAGES/django.po")):
        with path.open("rb") as file:
            for message in read_po(file):
                places = [place for place, _line in message.locations]
                if message.id and any("estimat" in place or "incomes" in place for place in places):
                    yield from map(without_readings, (str(message.id), str(message.string)))


def test_every_figure_in_the_words_of_the_estimator_is_known():
    found = {figure for text in words_of_the_estimator() for figure in figures_in(text)}

    assert found == set(ESTIMATOR_FIGURES)


def test_the_tables_name_their_sources_as_the_facts_do():
    for row in cost_rows():
        marks = {mark for name, mark in SOURCES.items() if name in row["source"] or name in row["source_ja"]}
        assert marks == ({row["certainty"]} if row["certainty"] != "K" else set()), row["source"]
        assert row["checked_on"] in FIGURES
        bare = re.sub(r"\{[^{}|]+\|[ぁ-ゖー]+\}", "", row["source_easy"])
        assert re.findall(r"[一-龯々]+", bare) == []


# -- Public pages ------------------------------------------------------------------------------

# What may be named as a source, with where facts.md names it and the mark that it has there.
SOURCES = {
    "2026年5月13日の記事": "S", "Article of 13 May 2026": "S",
    "高額療養費制度": "V2", "high-cost medical expense": "V2",
    "指定難病": "V", "intractable diseases": "V",
    "再生医療等の安全性": "V", "再生医療の安全の法律": "V", "Act on the Safety of Regenerative Medicine": "V",
    "日本再生医療学会": "V", "Japanese Society for Regenerative Medicine": "V",
    "厚生労働省": "V", "Ministry of Health": "V",
    "PMDA": "V",
    "ISSCR": "V",
    "医療広告": "V", "medical advertising": "V",
    "個人情報": "V", "Protection of Personal Information": "V",
    "計算した金額": "D", "that we reckoned": "D", "使えるかどうか": "D", "Our own view": "D",
    "薬の一般的な注意": "K", "General caution about medicines": "K",
    "計画の番号の形": "K", "form of a plan number": "K",
    "治験についての一般的な説明": "K", "治験の一般的な説明": "K", "General explanation of trials": "K",
}  # fmt: skip
# What the first set is about, by the key of its page: 14 topics, each in three languages.
TOPICS = {
    "insured-ips-parkinsons", "insured-or-self-pay", "ips-and-exosome", "conditional-approval",
    "price-and-what-you-pay", "intractable-disease-subsidy", "self-pay-questions", "red-flags",
    "after-a-treatment", "stopping-medicine", "act-and-plan-numbers", "what-ended", "trials", "what-we-do",
}  # fmt: skip
ABOUT_US = {"privacy", "who-runs-this"}
WHERE_TO_ASK = {
    "ja": ("## どこに聞けますか", r"聞(いて|け)|話して|電話して", r"私たちにも.*費用はかかりません。"),
    "en": ("## Where to ask", r"\b[Aa]sk\b|\b[Cc]all\b|Begin with", r"please ask us.*It costs nothing\."),
    "ja-easy": ("## どこに聞きますか", r"聞いて|話して|電話して", r"私たちにも聞いてください。お金は"),
}  # fmt: skip
# Names of products, so that none is spoken of of which facts.md says nothing.
PRODUCTS = {"アムシェプリ", "リハート", "ハートシート", "コラテジェン"}


def test_every_page_is_there_in_every_language_with_all_its_parts():
    languages: dict[str, set[str]] = {}
    for key, language, page in public_pages():
        languages.setdefault(key, set()).add(language)
        assert page.keys() == {"title", "summary", "body", "sources"}
        assert all(page.values())
        assert len(page["summary"]) <= 200
        assert len(page["title"]) <= 120

    assert languages.keys() == {*TOPICS, *ABOUT_US}
    for key, there in languages.items():
        assert there >= {code for code, _name in settings.LANGUAGES}, key


@pytest.mark.parametrize("language", WHERE_TO_ASK)
def test_each_topic_ends_with_where_to_ask(language):
    heading, somebody, us = WHERE_TO_ASK[language]
    pages = [(key, page) for key, own, page in public_pages() if key in TOPICS and own == language]
    for key, page in pages:
        last = page["body"][page["body"].rindex("## ") :]
        assert last.startswith(heading + "\n"), key
        assert re.search(somebody, last), key
        assert re.search(us, last, re.DOTALL), key
    assert len(pages) == 14


def test_links_between_pages_lead_to_pages():
    for key, language, page in public_pages():
        for slug in re.findall(r"\(/learn/([a-z-]+)/\)", page["body"]):
            assert slug in TOPICS, (key, language)


def test_each_source_is_one_that_the_facts_name_with_its_certainty():
    for key, language, page in public_pages():
        assert not unreadable_lines(page["sources"]), (key, language)
        for source in read_sources(page["sources"]):
            marks = {mark for name, mark in SOURCES.items() if name in source.title}
            assert marks == {source.certainty}, (key, language, source.title)
            assert str(source.checked_on) in FIGURES


def test_each_source_is_read_with_its_readings_too():
    """As the rows hold it: the bar of a reading is none between certainty, title and day."""
    for path in sorted((DATA / "pages").glob("*.toml")):
        for page in tomllib.loads(path.read_text(encoding="utf-8")).values():
            if isinstance(page, dict):
                assert not unreadable_lines(page["sources"]), path.stem


def test_no_other_product_is_named():
    for key, _language, page in public_pages():
        quoted = set(re.findall(r"「([ァ-ヴー]{4,})」", page["body"])) - {"エクソソーム", "モニター"}
        assert quoted <= PRODUCTS, key


def test_pages_come_out_as_they_were_meant():
    for path in sorted((DATA / "pages").glob("*.toml")):
        for language, page in tomllib.loads(path.read_text(encoding="utf-8")).items():
            if not isinstance(page, dict):
                continue
            # CommonMark takes ** beside Japanese punctuation for plain stars.
            assert "**" not in render(page["body"]), (path.stem, language)
            assert names_in(page["body"]) <= periods().keys()


def test_every_kanji_of_the_easy_pages_has_its_reading():
    for path in sorted((DATA / "pages").glob("*.toml")):
        easy = tomllib.loads(path.read_text(encoding="utf-8"))["ja-easy"]
        bare = re.sub(r"\{[^{}|]+\|[ぁ-ゖー]+\}", "", "\n".join(easy.values()))
        assert re.findall(r"[一-龯々]+", bare) == [], path.stem
