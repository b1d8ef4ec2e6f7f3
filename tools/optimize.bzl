"""What Heddle's libraries are compiled with, whoever builds them.

A project that uses Heddle need not know: they bring the language that they are written in, and the code
that an exploration runs is optimized whatever the compilation mode is.

In Heddle's own workspace --define=profile= says more. With `use` (what .bazelrc asks for) and clang, that
code is compiled for the paths that a recorded profile says it takes (tools/profile records one), and in
a form that the linker can optimize once more, as a whole, in the binaries that ask for that. `record` is for
tools/profile; `none` is for sanitizers, which bring an optimization of their own.
"""

_PROFILE = "//tools:heddle.profdata"

# For whoever has no .bazelrc of Heddle's: the language; and not the check of virtual calls, which needs a
# runtime of C++ that Bazel, which links as for C, leaves out, so that a project that has
# UndefinedBehaviorSanitizer check its own code would not link.
_PORTABLE = [
    "-std=c++20",
    "-fno-sanitize=vptr",
]

_COPTS = select({
    "//tools:profiled": [],
    "//tools:recording": [],
    "//tools:unoptimized": [],
    "//conditions:default": _PORTABLE,
})

_OPTIMIZED_COPTS = select({
    "//tools:profiled": [
        "-fprofile-use=$(location %s)" % _PROFILE,
        "-O3",
        # So that Bazel sees that the object depends on it, as on a header.
        "-Xclang",
        "-fdepfile-entry=$(location %s)" % _PROFILE,
        # What was changed since the recording has no profile, and is compiled as usual.
        "-Wno-backend-plugin",
        "-Wno-profile-instr-out-of-date",
        # Machine code for most, and what the linker optimizes for some.
        "-flto=thin",
        "-ffat-lto-objects",
    ],
    "//tools:recording": ["-fprofile-generate"],
    "//tools:unoptimized": [],
    "//conditions:default": _PORTABLE + [
        "-O2",
        "-fno-stack-protector",
    ],
})

# The linker that goes with the compiler; the one that Bazel finds may be older.
_LINKER = "--ld-path=/usr/bin/ld.lld-19"

# The linkopts of the binaries in which speed matters most.
OPTIMIZE_AT_LINK_TIME = select({
    "//tools:profiled": [
        "-flto=thin",
        "-Wl,--fat-lto-objects",
        _LINKER,
    ],
    "//tools:recording": [
        "-fprofile-generate",
        _LINKER,
    ],
    "//conditions:default": [],
})

def _library(**kwargs):
    # The operator new that the explorer replaces has to be in the binary itself, and so all that uses it.
    native.cc_library(linkstatic = True, **kwargs)

def portable_cc_library(copts = [], **kwargs):
    """A cc_library that other projects can link."""
    _library(copts = _COPTS + copts, **kwargs)

def optimized_cc_library(copts = [], **kwargs):
    """The same, of code that an exploration runs."""
    _library(
        copts = _OPTIMIZED_COPTS + copts,
        # Data so that the option above can name it, a header so that the compiler can see it.
        data = [_PROFILE],
        textual_hdrs = [_PROFILE],
        **kwargs
    )
