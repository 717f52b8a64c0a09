"""How a browser wraps Khmer, which has no spaces: seen in Chromium, whose dictionary (ICU) phones have too."""

from __future__ import annotations

from playwright.async_api import Browser

from locales.wrapping import breakable, words
from tests.support.texts import texts

# Each paragraph in a narrow column; for each word in it, the places inside it where a line ends.
CUTS = """
([texts, words]) => {
  document.body.style.cssText = "width: 200px; margin: 0; font-size: 17px; line-height: 1.8";
  document.body.replaceChildren(...texts.map((text) => {
    const paragraph = document.createElement("p");
    paragraph.textContent = text;
    return paragraph;
  }));
  const range = document.createRange();
  const cuts = [];
  for (const { firstChild: text } of document.body.children) {
    for (const word of text.data.matchAll(new RegExp(words.join("|"), "g"))) {
      let top = null;
      for (let at = 0; at < word[0].length; at++) {
        range.setStart(text, word.index + at);
        range.setEnd(text, word.index + at + 1);
        const box = range.getBoundingClientRect();
        if (box.width === 0) continue;
        if (top !== null && box.top > top + 10) cuts.push([word[0], at]);
        top = box.top;
      }
    }
  }
  return cuts;
}
"""
PARTS = """
(words) => words.map((word) => [...new Intl.Segmenter("km", {granularity: "word"}).segment(word)].map((p) => p.index))
"""


async def test_no_line_ends_inside_a_word_that_gets_help(browser: Browser) -> None:
    """But between two halves that are words themselves, as រោង|ចក្រ."""
    page = await browser.new_page()
    kept = [one.words for one in texts("km") if breakable(one.words) != one.words]
    halves = dict(zip(words(), await page.evaluate(PARTS, list(words())), strict=True))

    cuts = await page.evaluate(CUTS, [[breakable(text) for text in kept], list(words())])
    assert [f"{word[:at]}|{word[at:]}" for word, at in cuts if at not in halves[word]] == []
