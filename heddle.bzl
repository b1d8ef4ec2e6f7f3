"""Rules for projects that use Heddle: cc_test, cc_library and cc_binary with what their code needs.

    load("@heddle//:heddle.bzl", "heddle_cc_test")

    heddle_cc_test(
        name = "account_test",
        srcs = ["account_test.cc"],
        deps = [
            "@heddle//:gtest",
            "@heddle//:gtest_main",
        ],
    )

Scenarios are compiled as C++20, and optimized in every compilation mode: an exploration takes ten times as
long without. What lies on the stack is set to zero, so that it does not tell equal states apart. Which
compiler does it is for .bazelrc to say: `build --repo_env=CC=/usr/bin/clang-19`.

With sanitizers (`--copt=-fsanitize=address --linkopt=-fsanitize=address`, or thread, or undefined) nothing more
is needed. The check of virtual calls, of which Bazel does not link the runtime, is left out.
"""

_COPTS = [
    "-std=c++20",
    "-O2",
    "-ftrivial-auto-var-init=zero",
    "-fno-sanitize=vptr",
]

def heddle_cc_test(copts = [], **kwargs):
    """A cc_test that explores scenarios. Takes what cc_test does."""
    native.cc_test(copts = _COPTS + copts, linkstatic = True, **kwargs)

def heddle_cc_library(copts = [], **kwargs):
    """A cc_library of scenarios, or of objects that tasks share. Takes what cc_library does."""
    native.cc_library(copts = _COPTS + copts, linkstatic = True, **kwargs)

def heddle_cc_binary(copts = [], **kwargs):
    """A cc_binary that explores or runs scenarios. Takes what cc_binary does."""
    native.cc_binary(copts = _COPTS + copts, linkstatic = True, **kwargs)
