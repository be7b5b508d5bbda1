"""What a page weighs on its way to a browser that has nothing of ours yet."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import BrowserContext, Page

# A page on a slow line (docs/pages.md).
MOST_BYTES = 60 * 1024


class Scales:
    """Weighs each page that is opened, over the wire and without the browser's cache."""

    def __init__(self, context: BrowserContext, page: Page) -> None:
        self.bytes = 0
        self._browser = context.new_cdp_session(page)
        self._browser.send("Network.enable")
        self._browser.send("Network.setCacheDisabled", {"cacheDisabled": True})
        self._browser.on("Network.requestWillBeSent", self._start_anew)
        self._browser.on("Network.loadingFinished", self._add)

    def _start_anew(self, event: dict[str, Any]) -> None:
        # A page that only redirects is not what anybody looks at.
        if event["type"] == "Document":
            self.bytes = 0

    def _add(self, event: dict[str, Any]) -> None:
        self.bytes += int(event["encodedDataLength"])
