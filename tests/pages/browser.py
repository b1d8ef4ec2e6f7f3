"""A headless Chromium for tests of Heddle's pages, and what is asked of every page in it."""

import os
import pathlib
import sys
import tempfile
import time
import unittest

CHROMIUM = "/usr/bin/chromium"
CHROMEDRIVER = "/usr/bin/chromedriver"
AXE = pathlib.Path("/usr/local/share/heddle/axe.min.js")

try:
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service
except ImportError:
    webdriver = None

WIDE = (1280, 900)
PHONE = (360, 740)


def key(name):
    """A key by selenium's name of it, or a letter."""
    if len(name) == 1:
        return name
    from selenium.webdriver.common.keys import Keys

    return getattr(Keys, name)


def require_browser():
    """Ends the test with one line that says how to get what it needs, where something is missing."""
    missing = [path for path in (CHROMIUM, CHROMEDRIVER, str(AXE)) if not os.path.exists(path)]
    if webdriver is None:
        missing.append("python3-selenium")
    if missing:
        sys.exit(f"this needs {', '.join(missing)}: run tools/setup tests")


def start():
    """A browser of its own, with nothing of any other's."""
    options = webdriver.ChromeOptions()
    options.binary_location = CHROMIUM
    folder = tempfile.mkdtemp(prefix="chromium.", dir=os.environ.get("TEST_TMPDIR"))
    for argument in (
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-dev-shm-usage",
        "--disable-sync",
        f"--user-data-dir={folder}",
    ):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    os.environ.setdefault("HOME", folder)
    return webdriver.Chrome(service=Service(CHROMEDRIVER), options=options)


class PageTest(unittest.TestCase):
    """A test of a page. The browser is started once for all of a class."""

    @classmethod
    def setUpClass(cls):
        cls.browser = start()

    @classmethod
    def tearDownClass(cls):
        cls.browser.quit()

    def setUp(self):
        self.resize(WIDE)
        self.set_dark(False)

    def tearDown(self):
        # A page is silent: whatever it says in the console is a fault of it.
        self.assertEqual([entry["message"] for entry in self.browser.get_log("browser")], [])

    def resize(self, size):
        self.browser.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": size[0], "height": size[1], "deviceScaleFactor": 1, "mobile": False},
        )

    def set_dark(self, dark):
        """What the system prefers."""
        scheme = "dark" if dark else "light"
        self.browser.execute_cdp_cmd(
            "Emulation.setEmulatedMedia",
            {"features": [{"name": "prefers-color-scheme", "value": scheme}]},
        )

    def open(self, page, hash=""):
        # Another page first: a change of the part behind # alone loads nothing.
        self.browser.get("about:blank")
        self.browser.get(pathlib.Path(page).resolve().as_uri() + hash)

    def js(self, script, *arguments):
        return self.browser.execute_script(script, *arguments)

    def wait_until(self, condition, seconds=5):
        """Waits until a JavaScript expression is true."""
        until = time.monotonic() + seconds
        while not self.js(f"return Boolean({condition})"):
            self.assertLess(time.monotonic(), until, f"never: {condition}")
            time.sleep(0.02)

    def press(self, *keys):
        """Presses keys where the focus is."""
        from selenium.webdriver.common.action_chains import ActionChains

        for key in keys:
            ActionChains(self.browser).send_keys(key).perform()

    def element(self, selector):
        return self.browser.find_element("css selector", selector)

    def elements(self, selector):
        return self.browser.find_elements("css selector", selector)

    def click(self, selector):
        self.element(selector).click()

    def text(self, selector):
        return self.element(selector).text

    def assert_accessible(self):
        """Asks axe-core for findings; also of what it finds no fault with, but cannot be sure of, where that can be told."""
        self.js(AXE.read_text(encoding="utf-8"))
        result = self.browser.execute_async_script(
            "const done = arguments[0]; axe.run().then(done, (error) => done({error: String(error)}));"
        )
        self.assertNotIn("error", result)
        self.assertGreater(len(result["passes"]), 10)
        found = [
            f"{rule['id']}: {rule['help']}: {node['target']} {node.get('failureSummary', '')}"
            for rule in result["violations"]
            for node in rule["nodes"]
        ]
        self.assertEqual(found, [])

    def assert_fits(self):
        """Nothing is wider than the window."""
        self.assertLessEqual(
            self.js("return document.documentElement.scrollWidth"), self.js("return innerWidth")
        )

    def screenshot(self, name):
        """Leaves a picture of the whole page in the test's outputs."""
        folder = os.environ.get("TEST_UNDECLARED_OUTPUTS_DIR")
        if not folder:
            return
        height = self.js("return document.documentElement.scrollHeight")
        width = self.js("return innerWidth")
        before = (width, self.js("return innerHeight"))
        self.resize((width, max(height, before[1])))
        self.browser.save_screenshot(os.path.join(folder, name + ".png"))
        self.resize(before)
