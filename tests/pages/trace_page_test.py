"""The page of a trace, as a reader uses it. See write_page.cc for what writes the pages."""

import json
import os
import pathlib
import subprocess
import time
import unittest

import browser

HERE = pathlib.Path("tests/pages")
WRITER = HERE / "write_page"
TRACES = HERE / "traces"
FOLDER = pathlib.Path(os.environ.get("TEST_TMPDIR", "/tmp"))

# The counterexamples of scenarios and mutants, as the explorer finds them.
FOUND = {
    "found_manager": ["shared_string", "model=manager", "first=1", "second=1"],
    "found_broken_line": ["pipeline", "lines=whole", "items=1"],
    "found_lost_wakeup": [
        "pipeline_mutants", "model=threads", "queue=monitor", "print=off", "items=1", "mutant=early-notify",
    ],
    "found_race": ["shared_string", "model=threads", "first=1", "second=1"],
}  # fmt: skip


def write(name, *arguments):
    """The page that write_page prints, as a file."""
    page = FOLDER / f"{name}.html"
    with open(page, "wb") as file:
        subprocess.run([WRITER, *arguments], stdout=file, check=True)
    return page


def page_of(name):
    """The page of a trace in traces/, or of a counterexample that is found."""
    page = FOLDER / f"{name}.html"
    if page.exists():
        return page
    if name in FOUND:
        scenario, *settings = FOUND[name]
        return write(name, scenario, "html", *settings)
    return write(name, "trace", TRACES / f"{name}.json")


def page_of_trace(name, trace):
    file = FOLDER / f"{name}.json"
    file.write_text(json.dumps(trace), encoding="utf-8")
    return write(name, "trace", file)


def read_trace(name):
    return json.loads((TRACES / f"{name}.json").read_text(encoding="utf-8"))


def long_trace(steps):
    """Two tasks that take turns at a counter, never for the same number of steps."""
    trace = read_trace("manager")
    trace["explanation"] = None
    trace["objects"] = [{"name": "counter", "sort": "shared", "value": "0"}]
    trace["steps"] = [
        {
            "step": i,
            "task": (i // 7) % 2,
            "choice": 0,
            "operation": "add" if i * i % 5 < 2 else "look at",
            "object": 0,
            "value": str(i),
            "source": f"src/scenarios/shared_string.cc:{20 + i * i % 31}",
            "reason": {"kind": "preempts", "task": 1 - (i // 7) % 2, "words": "preempts the other"} if i % 7 == 0 else None,
            "enabled": [0, 1],
            "after": [{"step": i - 1, "order": "conflict"}] if i % 7 == 0 else [],
            "changes": [{"object": 0, "value": str(i)}],
        }
        for i in range(1, steps + 1)
    ]
    return trace


class TracePage(browser.PageTest):
    def current(self):
        """The step that is shown as the chosen one, as the list, the toolbar and the address say."""
        self.wait_until("/^#step=/.test(location.hash)")
        self.wait_until("location.hash.startsWith('#step=' + document.querySelector('#position').textContent.split(' ')[1])")
        selected = self.js("return document.querySelector('.lanes:not([hidden]) [aria-selected=true]').dataset.step")
        self.assertEqual(self.text("#position").split()[1], selected)
        return int(selected)

    def object(self, name):
        """What an object holds by the page's table, and what is said beside it."""
        return self.js(
            """
            const row = [...document.querySelectorAll('.objects tbody tr')].find((one) => one.cells[0].textContent === arguments[0]);
            return row ? [...row.cells].slice(1).map((cell) => cell.textContent) : null;
            """,
            name,
        )

    def assert_says(self, *texts):
        header = " ".join(self.text("header").split())
        for text in texts:
            self.assertIn(text, header)

    # ---- What went wrong ------------------------------------------------------------------------

    def test_says_whose_change_the_manager_loses(self):
        self.open(page_of("manager"))
        self.assert_says(
            "A final property does not hold",
            'no letter is lost: the final string has 1 letters, not 2: "O"',
            "second read a in step 2, before first changed it in step 3. In step 4 second writes it without having read it again",
            "Until step 1 it could still have ended well. After step 2 it could not",
            'goes the same way until step 1. Then comes first: set a ← "o"',
            "shortened from 9 steps with 4 switches",
        )

    def test_says_who_waits_for_whom_in_a_deadlock(self):
        self.open(page_of("deadlock"))
        self.assert_says(
            "A deadlock",
            "none of them can ever go on",
            "hume waits for fork 1, which kant has and does not give back.",
            "kant waits for fork 2, which marx has",
            "marx waits for fork 0, which hume has",
            "After step 3 it could not",
        )
        self.assertEqual(len(self.elements(".circle .arrow")), 3)
        self.assertIn("waits for ever for fork 1, which kant has", self.text(".list"))

    def test_says_which_notification_came_too_early(self):
        self.open(page_of("lost_wakeup"))
        self.assert_says(
            "A lost wakeup",
            "The notification in step 1 (producer: notify one not empty 1 → nobody, broken_monitor.h:36) came when nobody waited",
            "intermediate begins to wait only in step 4",
            "At the start it could still have ended well. After step 1 it could not",
        )

    def test_says_who_breaks_whose_line(self):
        self.open(page_of("broken_line"))
        self.assert_says(
            "An invariant does not hold",
            "every line is whole: the line 'producedintermediate: done' was printed",
            "producer began a line in step 2. Before the line came to its end, intermediate printed in step 5",
            "as far as a bounded search could tell",
        )

    def test_says_which_accesses_race(self):
        self.open(page_of("data_race"))
        self.assert_says(
            "A data race",
            'The first access: step 2 (first: store a ← "o", shared_string.cc:24)',
            'The second: step 3 (second: load a → "o", shared_string.cc:24)',
            "Nothing puts them in order",
            "No order of the steps ends well",
        )

    def test_shows_what_the_explorer_finds(self):
        for name, title in (
            ("found_manager", "A final property does not hold"),
            ("found_broken_line", "An invariant does not hold"),
            ("found_lost_wakeup", "A lost wakeup"),
            ("found_race", "A data race"),
        ):
            with self.subTest(name):
                self.open(page_of(name))
                self.assertEqual(self.text("h1"), title)
                self.assertGreater(len(self.elements(".row.step")), 2)
                self.assertTrue(self.text(".details pre"))
                self.screenshot(name)

    def test_shows_an_execution_without_a_violation(self):
        trace = read_trace("manager")
        trace.update({"violation": None, "explanation": None, "observer": "length", "outcome": "1"})
        self.open(page_of_trace("fine", trace))
        self.assertEqual(self.text("h1"), "An execution that ends with length = 1")
        self.assertEqual(self.elements("#no-return, #parting, #beside"), [])
        self.assert_accessible()

    def test_shows_an_execution_without_steps(self):
        trace = read_trace("manager")
        trace.update({"steps": [], "explanation": None})
        self.open(page_of_trace("no_steps", trace))
        self.press("j", "k", "n", "p", "r", "d", "c", "f", browser.key("END"))
        self.assertEqual(self.current(), 0)

    def test_takes_no_text_for_markup(self):
        bad = "</script><img src=x onerror=alert(1)><!--&amp;"
        trace = read_trace("manager")
        trace["scenario"] = trace["violation"]["message"] = bad
        trace["tasks"][0]["name"] = trace["objects"][0]["name"] = trace["objects"][0]["value"] = bad
        trace["steps"][0].update({"value": bad, "operation": bad, "source": f"{bad}:1"})
        self.open(page_of_trace("markup", trace), "#step=1")
        self.assertEqual(self.elements("img"), [])
        self.assertEqual(self.text(".message"), bad)
        self.assertIn(bad, self.text(".details"))

    def test_writes_out_what_does_not_show(self):
        self.open(page_of("broken_line"), "#step=6")
        self.assertIn('print console ← "\\n"', self.text(".details"))

    # ---- Moving ---------------------------------------------------------------------------------

    def test_begins_where_it_went_wrong(self):
        self.open(page_of("manager"))
        self.assertEqual(self.current(), 4)

    def test_goes_forward_and_back_by_keys(self):
        self.open(page_of("lost_wakeup"), "#step=3")
        keys = (
            ("ARROW_DOWN", 4), ("j", 5), ("ARROW_RIGHT", 6), ("ARROW_UP", 5), ("k", 4), ("ARROW_LEFT", 3),
            ("HOME", 0), ("k", 0), ("END", 11), ("j", 11), ("p", 9), ("p", 5), ("p", 2), ("p", 2), ("n", 5), ("r", 1),
        )  # fmt: skip
        for key, step in keys:
            self.press(browser.key(key))
            self.assertEqual(self.current(), step, f"after {key}")

    def test_goes_where_its_buttons_say(self):
        self.open(page_of("deadlock"), "#step=1")
        for button, step in (
            ("next", 2), ("back", 1), ("last", 3), ("first", 0), ("next-switch", 2), ("next-switch", 3),
            ("previous-switch", 2), ("no-return", 3), ("parting", 2),
        ):  # fmt: skip
            self.click(f"#{button}")
            self.assertEqual(self.current(), step, f"after {button}")

    def test_goes_to_a_step_by_a_click(self):
        self.open(page_of("deadlock"))
        self.click(".row[data-step='1']")
        self.assertEqual(self.current(), 1)
        self.click("header a[href='#step=2']")
        self.wait_until("document.querySelector('#position').textContent === 'step 2 of 3'")
        self.assertEqual(self.current(), 2)

    def test_leaves_keys_to_what_is_in_focus(self):
        self.open(page_of("manager"), "#step=2")
        self.js("document.querySelector('#next').focus()")
        self.press(browser.key("ARROW_UP"))
        self.assertEqual(self.current(), 2)
        self.press(browser.key("ENTER"))
        self.assertEqual(self.current(), 3)

    def test_reads_the_step_in_its_address(self):
        self.open(page_of("deadlock"), "#step=2&beside")
        self.assertEqual(self.current(), 2)
        self.assertEqual(self.element("#beside").get_attribute("aria-pressed"), "true")
        self.js("location.hash = '#step=3'")
        self.wait_until("document.querySelector('#position').textContent .startsWith('step 3 of ')")
        self.open(page_of("deadlock"), "#step=99")
        self.assertEqual(self.current(), 3)
        self.open(page_of("deadlock"), "#step=nonsense")
        self.assertEqual(self.current(), 3)

    def test_lists_its_keys_and_turns_letters_off(self):
        self.open(page_of("manager"), "#step=2")
        self.press("?")
        self.assertTrue(self.element("dialog").is_displayed())
        self.assertIn("the point of no return", self.text("dialog"))
        self.assert_accessible()
        self.click("#letters")
        self.click("#close-keys")
        self.assertFalse(self.element("dialog").is_displayed())
        self.press("k")
        self.assertEqual(self.current(), 2)
        self.click("#keys")
        self.click("#letters")
        self.press(browser.key("ESCAPE"))
        self.press("k")
        self.assertEqual(self.current(), 1)

    # ---- The chosen step ------------------------------------------------------------------------

    def test_marks_what_a_step_changes(self):
        self.open(page_of("manager"), "#step=3")
        self.assertEqual(self.object("a"), ['"o" changed; was ""'])
        self.assertEqual(self.object("clock"), ["0.00 s"])
        self.assertEqual(len(self.elements(".objects tr.changed")), 1)
        self.press("k")
        self.assertEqual(self.object("a"), ['""'])
        self.assertEqual(self.elements(".objects tr.changed"), [])

    def test_says_who_could_have_gone(self):
        self.open(page_of("manager"), "#step=2")
        self.assertIn("first could have gone on; second goes instead.", self.text(".details"))
        self.assertIn("Here first could have gone as well.", self.text(".details"))

    def test_says_the_chosen_step_to_screen_readers(self):
        self.open(page_of("manager"), "#step=2")
        live = self.element("[aria-live=polite]")
        self.assertEqual(
            live.get_attribute("textContent"),
            'Step 2, second: get a → "" (preempts first). The point of no return.',
        )
        self.press("j")
        self.assertEqual(
            live.get_attribute("textContent"), 'Step 3, first: set a ← "o" (preempts second). Then a = "o".'
        )
        active = self.js("return document.getElementById(document.querySelector('[role=listbox]').getAttribute('aria-activedescendant')).dataset.step")
        self.assertEqual(active, "3")

    def test_shows_the_source_around_the_line(self):
        self.open(page_of("manager"))
        self.assertIn("a.Update", self.text(".details .here"))
        self.assertEqual(len(self.elements(".details .line")), 13)

    def test_says_where_a_source_is_missing(self):
        trace = read_trace("manager")
        for step in trace["steps"]:
            step["source"] = "elsewhere/gone.cc:7"
        trace["steps"][1]["source"] = ""
        self.open(page_of_trace("no_source", trace))
        self.assertIn("elsewhere/gone.cc:7", self.text(".source"))
        self.assertIn("was not found when this page was written", self.text(".source"))
        self.press("p", "p")
        self.assertIn("is not known", self.text(".source"))

    def test_brings_no_other_files_to_light(self):
        secret = FOLDER / "secret.txt"
        secret.write_text("do not show\n", encoding="utf-8")
        trace = read_trace("manager")
        trace["steps"][0]["source"] = f"{secret}:1"
        self.assertNotIn("do not show", page_of_trace("secret", trace).read_text(encoding="utf-8"))

    # ---- Lanes ----------------------------------------------------------------------------------

    def test_marks_the_point_of_no_return_and_the_parting(self):
        self.open(page_of("manager"))
        rows = self.js("return [...document.querySelectorAll('.list .row:not(.reason)')].map((row) => row.dataset.step || row.classList[2] || row.classList[1])")
        self.assertEqual(rows, ["0", "1", "parting", "2", "no-return", "3", "4", "end"])

    def test_draws_an_arrow_for_each_order_edge(self):
        self.open(page_of("lost_wakeup"))
        edges = sum(len(step["after"]) for step in read_trace("lost_wakeup")["steps"])
        self.assertGreater(edges, 1)
        self.assertEqual(len(self.elements(".drawing .arrow")), edges)
        self.assertIn("a lock is handed over", self.text(".legend"))
        self.resize(browser.PHONE)
        self.wait_until("!document.querySelector('.lanes').classList.contains('columns')")
        self.assertEqual(len(self.elements(".drawing .arrow")), edges)

    def test_joins_the_accesses_that_race(self):
        self.open(page_of("data_race"))
        self.assertEqual([e.get_attribute("class") for e in self.elements(".drawing .arrow")], ["arrow race current"])
        self.assertIn("nothing orders the two", self.text(".legend"))

    def test_hides_a_lane_by_a_click(self):
        self.open(page_of("lost_wakeup"), "#step=4")
        self.click(".head:nth-child(2)")
        self.assertEqual(self.element(".head:nth-child(2)").get_attribute("aria-pressed"), "false")
        self.assertEqual(self.current(), 1)
        self.press("j")
        self.assertEqual(self.current(), 5)
        # A link to what is hidden shows it.
        self.click("header a[href='#step=4']")
        self.wait_until("document.querySelector('#position').textContent.startsWith('step 4 ')")
        self.assertEqual(self.element(".head:nth-child(2)").get_attribute("aria-pressed"), "true")

    def test_folds_steps_that_repeat_themselves(self):
        trace = read_trace("manager")
        trace["explanation"] = None
        step = trace["steps"][0]
        loop = [dict(step, step=i + 1, operation=("get", "set")[i % 2]) for i in range(40)]
        trace["steps"] = loop + [dict(step, step=41, task=1)]
        self.open(page_of_trace("loop", trace))
        self.assertEqual(len(self.elements(".row.fold")), 1)
        self.assertIn("20 times: first: get a, set a (steps 1 to 40)", self.text(".row.fold"))
        self.press("k")
        self.assertEqual(self.current(), 40)
        self.press(browser.key("ENTER"))
        self.assertEqual(self.elements(".row.fold"), [])
        self.assertEqual(self.current(), 1)
        self.press("j")
        self.assertEqual(self.current(), 2)
        self.press(browser.key("ENTER"))
        self.assertEqual(len(self.elements(".row.fold")), 1)
        self.click(".row.fold")
        self.assertEqual(self.elements(".row.fold"), [])
        self.click("[data-fold]")
        self.assertEqual(len(self.elements(".row.fold")), 1)
        self.click("#unfold")
        self.assertEqual(self.elements(".row.fold"), [])
        self.press("f")
        self.assertEqual(len(self.elements(".row.fold")), 1)
        self.js("location.hash = '#step=17'")
        self.wait_until("document.querySelector('#position').textContent.startsWith('step 17 ')")
        self.assertEqual(self.current(), 17)
        self.assert_accessible()

    def test_shows_both_executions_side_by_side(self):
        self.open(page_of("deadlock"), "#step=2")
        self.assertEqual(len([e for e in self.elements(".lanes") if e.is_displayed()]), 1)
        self.press("c")
        self.assertEqual(len([e for e in self.elements(".lanes") if e.is_displayed()]), 2)
        self.assertEqual(self.object("fork 1"), ["held by kant changed; was free", "held by hume differs"])
        self.assertIn("In the passing execution: hume: lock fork 1", self.text(".details"))
        # The passing execution is longer, and the way goes on in it.
        self.press("j", "j", "j")
        self.wait_until("document.querySelector('#passing-5').getAttribute('aria-selected') === 'true'")
        self.assertEqual(self.object("fork 0"), ["held by hume", "free differs"])
        self.assertEqual(self.text("#position"), "step 5 of 12")
        self.assertIn("The failing execution has ended by then.", self.text(".details"))
        self.screenshot("side_by_side")
        self.click("#beside")
        self.assertEqual(self.current(), 3)

    # ---- Looks ----------------------------------------------------------------------------------

    def test_is_accessible_light_and_dark_wide_and_narrow(self):
        for name in ("manager", "deadlock", "lost_wakeup", "broken_line", "data_race"):
            for dark in (False, True):
                for size in (browser.WIDE, browser.PHONE):
                    with self.subTest(name, dark=dark, width=size[0]):
                        self.resize(size)
                        self.set_dark(dark)
                        self.open(page_of(name))
                        self.assert_accessible()
                        self.assert_fits()
                        self.screenshot(f"{name}-{'dark' if dark else 'light'}-{size[0]}")
                        if self.elements("#beside"):
                            self.click("#beside")
                            self.assert_accessible()
                            self.assert_fits()

    def test_turns_dark_and_light(self):
        ground = "return getComputedStyle(document.body).backgroundColor"
        self.open(page_of("manager"))
        light = self.js(ground)
        self.press("t")
        dark = self.js(ground)
        self.assertNotEqual(light, dark)
        self.assertEqual(self.element("#theme").get_attribute("aria-pressed"), "true")
        self.click("#theme")
        self.assertEqual(self.js(ground), light)
        self.set_dark(True)
        self.open(page_of("manager"))
        self.assertEqual(self.js(ground), dark)
        self.click("#theme")
        self.assertEqual(self.js(ground), light)

    def test_reaches_every_control_by_the_tabulator(self):
        self.open(page_of("deadlock"))
        self.js("document.activeElement.blur()")
        reached = set()
        for _ in range(60):
            self.press(browser.key("TAB"))
            reached.add(self.js("const e = document.activeElement; return e.id || e.getAttribute('role') || e.className"))
        wanted = set(self.js("return [...document.querySelectorAll('button')].filter((e) => e.offsetParent).map((e) => e.id || e.className)"))
        self.assertEqual(wanted - reached, set())
        self.assertIn("listbox", reached)

    def test_asks_for_nothing_from_elsewhere(self):
        self.open(page_of("deadlock"))
        self.press("c", "j", "t")
        self.assertEqual(self.js("return performance.getEntriesByType('resource').map((entry) => entry.name)"), [])

    def test_stays_smooth_with_ten_thousand_steps(self):
        page = page_of_trace("long", long_trace(10_000))
        began = time.monotonic()
        self.open(page)
        self.assertEqual(self.current(), 10_000)
        self.assertLess(time.monotonic() - began, 10)
        self.assertLess(self.js("return document.querySelectorAll('*').length"), 2_000)
        # The middle of many, so that one pause of the machine's does not matter.
        milliseconds = self.browser.execute_async_script(
            """
            const done = arguments[0];
            const times = [];
            const press = (key) => document.querySelector('.list').dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));
            const step = () => {
              const before = performance.now();
              press(times.length % 2 ? 'j' : 'n');
              document.body.getBoundingClientRect();
              times.push(performance.now() - before);
              if (times.length < 60) requestAnimationFrame(step);
              else done(times.sort((a, b) => a - b)[30]);
            };
            press('Home');
            location.hash = '#step=5000';
            setTimeout(step, 200);
            """
        )
        self.assertLess(milliseconds, 50)
        self.assertGreater(self.current(), 5_060)
        self.js("document.querySelector('.scroller').scrollTop = 200000")
        self.wait_until("[...document.querySelectorAll('.row')].some((row) => row.offsetTop > 200000)")
        self.assertLess(self.js("return document.querySelectorAll('*').length"), 2_000)


if __name__ == "__main__":
    browser.require_browser()
    unittest.main(verbosity=2)
