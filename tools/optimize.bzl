"""How the code that an exploration runs is made quick.

With clang it is compiled for the paths that a recorded profile says it takes (tools/profile records one),
and in a form that the linker can optimize once more, as a whole, in the binaries that ask for that.
"""

_PROFILE = "//tools:heddle.profdata"

_COPTS = select({
    "//tools:clang": [
        "-fprofile-use=$(location %s)" % _PROFILE,
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
    "//conditions:default": [],
})

# The linker that goes with the compiler; the one that Bazel finds may be older.
_LINKER = "--ld-path=/usr/bin/ld.lld-19"

# The linkopts of the binaries in which speed matters most.
OPTIMIZE_AT_LINK_TIME = select({
    "//tools:clang": [
        "-flto=thin",
        "-Wl,--fat-lto-objects",
        _LINKER,
    ],
    "//tools:recording": [
        "-fprofile-generate",
        _LINKER,
    ],
    "//tools:unoptimized": [],
    "//conditions:default": [],
})

def optimized_cc_library(copts = [], **kwargs):
    """A cc_library of code that an exploration runs."""
    native.cc_library(
        copts = _COPTS + copts,
        # Data so that the option above can name it, a header so that the compiler can see it.
        data = [_PROFILE],
        textual_hdrs = [_PROFILE],
        **kwargs
    )
