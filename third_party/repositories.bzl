"""The external repositories that Heddle needs, all of them local: nothing is downloaded.

A workspace that uses Heddle needs no more than

    local_repository(name = "heddle", path = "...")
    load("@heddle//third_party:repositories.bzl", "heddle_repositories")
    heddle_repositories()

A repository that the calling workspace has already declared is left alone.

The libraries (GoogleTest, fmt and so on) are no repositories of their own; see BUILD beside this file.
"""

# Bazel's own tools load the C++ rules from @rules_cc. Debian's bazel-rules-cc is too new for Debian's
# Bazel 4.2.3, whose native rules do all that is asked for, so that handing those on is enough.
_RULES_CC_BUILD = """\
package(default_visibility = ["//visibility:public"])

alias(
    name = "toolchain_type",
    actual = "@bazel_tools//tools/cpp:toolchain_type",
)

exports_files(["defs.bzl"])
"""

_RULES_CC_DEFS = """\
cc_binary = native.cc_binary
cc_import = native.cc_import
cc_library = native.cc_library
cc_proto_library = native.cc_proto_library
cc_test = native.cc_test
cc_toolchain = native.cc_toolchain
cc_toolchain_suite = native.cc_toolchain_suite
objc_library = native.objc_library
"""

# Every test depends on these two, though only `bazel coverage` runs them.
_COVERAGE_BUILD = """\
package(default_visibility = ["//visibility:public"])

filegroup(name = "coverage_report_generator")

filegroup(name = "lcov_merger")
"""

def _generated_repository_impl(repository_ctx):
    repository_ctx.file("WORKSPACE", 'workspace(name = "{}")\n'.format(repository_ctx.name))
    for path, content in repository_ctx.attr.files.items():
        repository_ctx.file(path, content, executable = False)

# Files written out rather than a folder of this repository: `path` of a local_repository would be
# taken from the calling workspace, which is not always Heddle's.
_generated_repository = repository_rule(
    implementation = _generated_repository_impl,
    attrs = {"files": attr.string_dict(mandatory = True, doc = "Path to content.")},
    doc = "A repository that consists of the files given.",
    local = True,
)

def heddle_repositories():
    """Declares every external repository that Heddle needs and that is not declared yet."""
    declared = native.existing_rules()

    if "rules_cc" not in declared:
        _generated_repository(
            name = "rules_cc",
            files = {
                "cc/BUILD": _RULES_CC_BUILD,
                "cc/defs.bzl": _RULES_CC_DEFS,
            },
        )

    if "rules_java" not in declared:
        native.local_repository(
            name = "rules_java",
            path = "/usr/share/bazel/rules/java",
        )

    if "remote_coverage_tools" not in declared:
        _generated_repository(
            name = "remote_coverage_tools",
            files = {"BUILD": _COVERAGE_BUILD},
        )
