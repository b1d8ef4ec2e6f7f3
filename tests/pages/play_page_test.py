"""The page on which a reader plays the scheduler."""

import json
import os
import pathlib
import subprocess
import time
import unittest

import browser
import graphs

WRITER = pathlib.Path("tests/pages/write_page")
FOLDER = pathlib.Path(os.environ.get("TEST_TMPDIR", "/tmp"))


def page_of(name, graph):
    page = FOLDER / f"{name}.html"
    if not page.exists():
        file = FOLDER / f"{name}.json"
        file.write_text(json.dumps(graph), encoding="utf-8")
        with open(page, "wb") as output:
            subprocess.run([WRITER, "play", file], stdout=output, check=True)
    return page


def found(name, *arguments):
    """The page that the command writes."""
    page = FOLDER / f"{name}.html"
    subprocess.run(["tools/heddle", "explore", *arguments, "--play", page], stdout=subprocess.DEVNULL, check=False)
    return page


def manager():
    return page_of("manager", graphs.appending(1, 1))


class PlayPage(browser.PageTest):
    def verdict(self):
        return self.text(".verdict")

    def choices(self):
        return [element.text for element in self.elements(".choice")]

    def chosen(self):
        """The row that is shown as the chosen one."""
        return self.js("return document.querySelector('.row.selected').dataset.step")

    def test_lets_the_reader_choose_who_goes_next(self):
        self.open(manager())
        self.assertEqual(self.choices(), ['1 first get a → ""', '2 second get a → ""'])
        self.click(".choice[data-place='0']")
        self.assertEqual(self.choices(), ['1 first set a ← "o"', '2 second get a → ""'])
        self.press("1")
        self.assertEqual(self.choices(), ['1 second get a → "o"'])
        self.press("2")  # which nobody is
        self.assertEqual(self.chosen(), "2")
        self.press("1", "1")
        self.assertEqual(self.verdict(), 'Step 4. It ended well: string = oO.')
        self.assertIn("Nobody can go any more", self.text(".choices"))

    def test_says_when_the_point_of_no_return_is_behind(self):
        self.open(manager())
        self.assertEqual(self.verdict(), "Step 0. It can still end well, and it can go wrong.")
        self.press("1")
        self.assertEqual(self.verdict(), "Step 1. It can still end well, and it can go wrong.")
        self.press("2")
        self.assertEqual(self.verdict(), "Step 2. That was the point of no return: whoever goes from here on, it ends badly.")
        self.assertEqual(len(self.elements(".row.no-return")), 1)
        self.press("1")
        self.assertEqual(self.verdict(), "Step 3. The point of no return is behind you: it was step 2.")
        self.press("1")
        self.assertIn("Step 4. It went wrong. A final property does not hold.", self.verdict())
        self.assertIn("no letter is lost: the string has 1 letters, not 2; string = O", self.verdict())
        self.assertIn("The point of no return was step 2.", self.verdict())

    def test_goes_back_and_forth(self):
        self.open(manager())
        self.press("1", "2", "1")
        for key, step in (("k", "2"), ("k", "1"), ("j", "2"), (browser.key("HOME"), "0"), ("k", "0"), (browser.key("END"), "3"), ("j", "3")):
            self.press(key)
            self.assertEqual(self.chosen(), step)
        for button, step in (("back", "2"), ("back", "1"), ("forth", "2"), ("again", "0")):
            self.click(f"#{button}")
            self.assertEqual(self.chosen(), step)
        self.click(".row[data-step='2']")
        self.assertEqual(self.chosen(), "2")
        # Another choice there forgets what came after.
        self.press("2")
        self.assertEqual(len(self.elements(".row.step")), 3)
        self.assertIn('set a ← "O"', self.text(".row.selected"))

    def test_shows_the_state_at_each_step(self):
        self.open(manager())
        self.press("1", "1")
        row = self.text(".objects tbody tr")
        self.assertIn('"o"', row)
        self.assertIn('changed; was ""', row)
        self.assertIn("a.Update", self.text(".details .here"))
        self.press("k")
        self.assertNotIn("changed", self.text(".objects tbody tr"))

    def test_counts_the_ends_that_are_met(self):
        self.open(manager())
        self.assertIn("14 states; 4 ends, 2 of them bad.", self.text("header"))
        self.assertIn("you have met 0 of 4", self.text(".ends caption"))
        self.assertEqual(self.text(".ends tbody").count("not met yet"), 4)
        for way in ("1111", "2211", "1211", "1222"):
            self.press(browser.key("HOME"), *way)
        # The last of these tries what is not there any more.
        self.assertIn("you have met 3 of 4", self.text(".ends caption"))
        self.press(browser.key("HOME"), *"1221")
        self.assertIn("you have met 4 of 4", self.text(".ends caption"))
        self.assertNotIn("not met yet", self.text(".ends tbody"))

    def test_gives_hints_if_asked(self):
        self.open(manager())
        self.press("1")
        self.assertEqual(self.elements(".hint"), [])
        self.click("#hints")
        self.assertEqual([e.text for e in self.elements(".hint")], ["can still end well", "no good end after this"])
        self.assertIn("string = oO", self.text(".ends tbody"))
        self.press("h")
        self.assertEqual(self.elements(".hint"), [])

    def test_lets_chance_play_to_an_end(self):
        self.open(page_of("larger", graphs.appending(2, 2)))
        for _ in range(3):
            self.click("#chance")
            self.assertEqual(self.elements(".choice"), [])
            self.assertEqual(self.chosen(), "8")
            self.press(browser.key("HOME"))
        self.open(page_of("circle", graphs.circle()))
        self.press("x")
        self.assertRegex(self.verdict(), "It ended well")

    def test_keeps_the_way_in_its_address(self):
        self.open(manager(), "#way=0.1.0")
        self.assertEqual(self.chosen(), "3")
        self.press("k")
        self.assertEqual(self.js("return location.hash"), "#way=0.1")
        self.js("location.hash = '#way=1'")
        self.wait_until("document.querySelectorAll('.row.step').length === 1")
        self.assertIn("second", self.text(".details"))
        self.open(manager(), "#way=0.9.nonsense")
        self.assertEqual(self.chosen(), "1")

    def test_draws_the_lattice_of_two_tasks(self):
        self.open(manager())
        self.assertEqual(len(self.elements(".lattice .node")), 14)
        self.assertEqual(len(self.elements(".lattice .end.good")), 2)
        self.assertEqual(len(self.elements(".lattice .end.bad")), 2)
        self.press("1", "2")
        self.assertEqual(len(self.elements(".lattice .step.on")), 2)
        self.assertIn("lost", self.element(".lattice .here").get_attribute("class"))
        colors = {e.value_of_css_property("fill") for e in self.elements(".lattice .end")}
        self.assertEqual(len(colors), 4)
        # A click leads to a state, by a shortest way.
        self.js("document.querySelector('.lattice .end.bad').dispatchEvent(new MouseEvent('click', {bubbles: true}))")
        self.assertIn("It went wrong", self.verdict())
        self.assertEqual(self.chosen(), "4")

    def test_draws_no_lattice_that_nobody_could_read(self):
        self.open(page_of("three", graphs.appending(1, 1, 1)))
        self.assertEqual(self.elements(".lattice"), [])
        self.assertEqual(len(self.choices()), 3)

    def test_says_where_nothing_can_go_wrong(self):
        self.open(page_of("safe", graphs.appending(1, 1, managed=False)))
        self.assertIn("2 ends, all of them good", self.text("header"))
        self.assertEqual(self.verdict(), "Step 0. It can only end well.")

    def test_is_accessible_light_and_dark_wide_and_narrow(self):
        for dark in (False, True):
            for size in (browser.WIDE, browser.PHONE):
                for keys in ("", "12", "x", "h"):
                    with self.subTest(dark=dark, width=size[0], keys=keys):
                        self.resize(size)
                        self.set_dark(dark)
                        self.open(manager())
                        self.press(*keys)
                        self.assert_accessible()
                        self.assert_fits()
                        self.screenshot(f"play-{keys}-{'dark' if dark else 'light'}-{size[0]}")

    def test_lists_its_keys_and_turns_dark(self):
        self.open(manager())
        self.press("?")
        self.assertIn("lets this one go", self.text("dialog"))
        self.click("#close-keys")
        self.click("#keys")
        self.press(browser.key("ESCAPE"), "t")
        self.assertEqual(self.element("#theme").get_attribute("aria-pressed"), "true")
        self.click("#theme")
        self.assertEqual(self.element("#theme").get_attribute("aria-pressed"), "false")

    def test_can_be_played_by_the_tabulator_alone(self):
        self.open(manager())
        self.js("document.querySelector('.choice').focus()")
        for _ in range(4):
            self.press(browser.key("ENTER"))
        self.assertIn("It ended well", self.verdict())
        self.assertEqual(self.js("return document.activeElement.id"), "again")

    def test_plays_what_the_explorer_finds(self):
        page = found("found_manager", "shared_string", "--set", "model=manager", "first=1", "second=1", "--observe", "string")
        self.open(page)
        self.assertIn("14 states; 4 ends, 2 of them bad.", self.text("header"))
        self.press("1", "2", "1", "1")
        self.assertIn('no letter is lost: the final string has 1 letters, not 2: "O"; string = O', self.verdict())
        self.assertIn("The point of no return was step 2.", self.verdict())
        self.assertIn("a.Update", self.text(".details .here"))
        self.assert_accessible()
        self.screenshot("found_manager")

    def test_plays_a_race_that_no_schedule_avoids(self):
        self.open(found("found_race", "shared_string", "--set", "first=1", "second=1"))
        self.assertEqual(self.verdict(), "Step 0. Nothing can end well here, whoever goes.")
        self.press("x")
        self.assertIn("It went wrong. A data race.", self.verdict())
        self.assertIn("nothing orders", self.verdict())

    def test_plays_a_line_that_is_broken(self):
        self.open(found("found_line", "pipeline", "--set", "lines=whole", "items=1"))
        self.press("x")
        self.assertRegex(self.verdict(), "It went wrong. An invariant does not hold|It ended well")
        self.assertRegex(self.text(".ends caption"), r"you have met 1 of \d\d\d")
        self.assertEqual(len(self.elements(".ends tbody tr")), 1)
        self.assert_accessible()

    def test_takes_no_text_for_markup(self):
        bad = "</script><img src=x onerror=alert(1)>"
        graph = graphs.appending(1, 1)
        graph["scenario"] = graph["tasks"][0]["name"] = graph["objects"][0]["name"] = bad
        self.open(page_of("markup", graph))
        self.assertEqual(self.elements("img"), [])
        self.assertIn(bad, self.choices()[0])

    def test_stays_quick_with_thousands_of_states(self):
        graph = graphs.appending(4, 4)
        self.assertGreater(len(graph["states"]), 3_000)
        began = time.monotonic()
        self.open(page_of("large", graph))
        self.press("x", "1", "k", "1", "2")
        self.assertLess(time.monotonic() - began, 10)
        self.assertEqual(self.elements(".lattice"), [])
        self.assertEqual(self.js("return performance.getEntriesByType('resource').map((entry) => entry.name)"), [])


if __name__ == "__main__":
    browser.require_browser()
    unittest.main(verbosity=2)
