"""The estimator's page as a family fills it in and reads it."""

from __future__ import annotations

import html
import re
from typing import Any

from django.test import Client

ADDRESS = "/estimate/"
PRICE = "55,306,737"


def situation(**changes: str) -> dict[str, str]:
    given = {"insurance": "employees", "month_year": "2026", "month_month": "9", "age": "66"}
    return {**given, **changes}


def answers(**changes: str) -> dict[str, str]:
    """Everything that the page posts for the product's price alone, in band C, in September 2026."""
    return {**situation(), "details": "1", "income": "C", "price_yen": PRICE, **changes}


def shown(client: Client, data: dict[str, Any] | None = None, *, status: int = 200) -> str:
    """The words of the page, without tags and with spaces as one."""
    answer = client.get(ADDRESS) if data is None else client.post(ADDRESS, data)
    assert answer.status_code == status, words_of(answer.content.decode())
    return words_of(answer.content.decode())


def words_of(page: str) -> str:
    main = page[page.index("<main") : page.index("</main>")]
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]*>", " ", main)))


def the_steps(client: Client, data: dict[str, Any]) -> dict[str, str]:
    """What the first table says: label → amount."""
    page = client.post(ADDRESS, data).content.decode()
    table = page[page.index('<table class="steps">') : page.index("</table>")]
    rows = re.findall(r'<th scope="row">(.*?)</th>\s*<td class="number">(.*?)</td>', table, re.DOTALL)
    return {words(label): words(amount) for label, amount in rows}


def words(markup: str) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", markup))).strip()
