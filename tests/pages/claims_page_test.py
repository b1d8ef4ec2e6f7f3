"""The page of all claims, each with its counterexample a click away."""

import os
import pathlib
import subprocess
import unittest

import browser

FOLDER = pathlib.Path(os.environ.get("TEST_TMPDIR", "/tmp"))


def page_of(name, *arguments):
    page = FOLDER / f"{name}.html"
    if not page.exists():
        subprocess.run(["tools/heddle", "verify", *arguments, "--report", page], stdout=subprocess.DEVNULL, check=False)
    return page


def all_claims():
    return page_of("claims")


def broken():
    """A claim that is not so."""
    file = FOLDER / "broken.toml"
    file.write_text(
        """
        [[claim]]
        id = "no-letter-lost"
        says = "a manager loses no letter <img src=x>"
        scenario = "shared_string"
        parameters = { model = "manager", first = 1, second = 1 }
        strategy = "states"
        [claim.expect]
        verdict = "holds"
        """,
        encoding="utf-8",
    )
    return page_of("broken", "--claims", file)


class ClaimsPage(browser.PageTest):
    def shown(self):
        return len(self.elements(".claim"))

    def choose(self, value):
        self.click(f"#which option[value='{value}']")

    def test_lists_each_claim_with_what_became_of_it(self):
        self.open(all_claims())
        claims = self.shown()
        self.assertGreaterEqual(claims, 100)
        self.assertEqual(self.text("h1"), f"{claims} claims, all as expected")
        race = self.text("#claim-threads-race")
        self.assertIn("✓ as claimed — violated: a data race;", race)
        self.assertIn("nothing orders first", race)
        self.assertIn("specs/shared_string.toml", race)

    def test_says_which_judges_agree(self):
        self.open(all_claims())
        self.assertIn("Relacy agrees", self.text("#claim-threads-race"))
        # Each claim is in the table of the evidence.
        self.assertEqual(self.js("return [...document.querySelectorAll('.claim')].filter((claim) => !claim.textContent.includes('Judges: ')).length"), 0)

    def test_finds_claims_by_words_and_by_what_became_of_them(self):
        self.open(all_claims())
        claims = self.shown()
        self.element("#search").send_keys("Manager string")
        some = self.shown()
        self.assertTrue(0 < some < claims)
        self.assertEqual(self.text("#count"), f"{some} of {claims} claims shown")
        self.element("#search").clear()
        self.element("#search").send_keys(" ")
        self.choose("violated")
        self.assertTrue(all("violated" in e.text for e in self.elements(".claim")))
        self.choose("differs")
        self.assertEqual(self.shown(), 0)

    def test_leads_to_each_counterexample_and_back(self):
        self.open(all_claims())
        self.assertEqual(self.text("#claim-threads-length-two-reached .counterexample"), "See the execution")
        self.choose("violated")
        self.assertEqual(len(self.elements(".counterexample")), self.shown())
        self.click("#claim-threads-race .counterexample")
        self.wait_until("document.querySelector('.lanes')")
        self.assertEqual(self.text("h1"), "A data race")
        self.press("k")
        self.wait_until("location.hash === '#claim=threads-race&step=2'")
        self.assert_accessible()
        self.click("#all-claims")
        self.wait_until("document.querySelector('.claims')")
        self.assertGreaterEqual(self.shown(), 100)
        self.open(all_claims(), "#claim=threads-race&step=1")
        self.assertEqual(self.text("#position"), "step 1 of 3")
        self.open(all_claims(), "#claim=nonsense")
        self.assertGreaterEqual(self.shown(), 100)

    def test_says_what_is_not_as_claimed(self):
        self.open(broken())
        self.assertEqual(self.text("h1"), "1 of 1 claims are not as expected")
        self.assertIn("✗ not as claimed — violated: a final property does not hold", self.text(".claim"))
        self.assertIn("expected holds, got violated", self.text(".difference"))
        self.assertEqual(self.elements("img"), [])
        self.assert_accessible()
        self.click(".counterexample")
        self.wait_until("document.querySelector('.lanes')")
        self.assertIn("overwrites that change", self.text("header"))

    def test_is_accessible_light_and_dark_wide_and_narrow(self):
        page = page_of("few", "threads-race", "threads-lengths", "kahn-1", "threads-length-two-reached")
        for dark in (False, True):
            for size in (browser.WIDE, browser.PHONE):
                with self.subTest(dark=dark, width=size[0]):
                    self.resize(size)
                    self.set_dark(dark)
                    self.open(page)
                    self.assert_accessible()
                    self.assert_fits()
                    self.screenshot(f"claims-{'dark' if dark else 'light'}-{size[0]}")
        self.click("#theme")
        self.assertEqual(self.element("#theme").get_attribute("aria-pressed"), "false")
        self.assertEqual(self.js("return performance.getEntriesByType('resource').length"), 0)


if __name__ == "__main__":
    browser.require_browser()
    unittest.main(verbosity=2)
