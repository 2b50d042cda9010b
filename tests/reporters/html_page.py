"""Reads HTML reports as a browser would, and fails on what must not be in them."""

import base64
import hashlib
import re
from html.parser import HTMLParser

ELEMENTS = frozenset(re.findall(r"\S+", """
    html head meta title style body script a header main footer h1 h2 h3 p ul ol li b br
    code span form fieldset legend label input select option button details summary
    article dl dt dd div pre svg line text g circle
"""))  # fmt: skip
ATTRIBUTES = frozenset(re.findall(r"\S+", """
    lang charset http-equiv content name class href id role aria-label aria-live
    tabindex hidden type value checked autocomplete open data-severity data-confidence
    data-places data-package data-of width height viewbox x y x1 x2 y1 y2 cx cy
    r
"""))  # fmt: skip
VOID = {"meta", "br", "input"}


class Page(HTMLParser):
    """The elements, attributes and texts of a page."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.articles = 0
        self.texts: list[str] = []
        self.scripts: dict[str, list[str]] = {"script": [], "style": []}
        self.policy = ""
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.feed(text)
        self.close()
        assert self.open == []
        assert {link.removeprefix("#") for link in self.links} <= self.ids

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Fail on an element or attribute that the page does not use."""
        assert tag in ELEMENTS, tag
        given = dict(attrs)
        assert not given.keys() - ATTRIBUTES, given.keys() - ATTRIBUTES
        self.articles += tag == "article" and "data-severity" in given
        if given.get("http-equiv") == "Content-Security-Policy":
            self.policy = given["content"] or ""
        if "id" in given:
            assert given["id"] not in self.ids
            self.ids.add(given["id"] or "")
        if "href" in given:
            assert (given["href"] or "").startswith("#")
            self.links.add(given["href"] or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Fail on an element that is closed out of order."""
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        """Keep a text, and the script and style apart."""
        if self.open and self.open[-1] in self.scripts:
            self.scripts[self.open[-1]].append(data)
        else:
            self.texts.append(data)

    def handle_comment(self, data: str) -> None:
        """Fail: the page has none."""
        raise AssertionError(data)


def check_html(text: str) -> Page:
    """Return the page, after checking that nothing in it can run, load or send anything."""
    page = Page(text)
    for name in ("script", "style"):
        content = "".join(page.scripts[name])
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{name}-src 'sha256-{digest}'" in page.policy
    assert page.policy.startswith("default-src 'none';")
    assert not re.search(r"\bon[a-z]+=|url\(|@import", "".join(page.scripts["style"]))
    return page
