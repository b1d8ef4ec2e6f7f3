"""A library of all that some targets bring, for linkers that know nothing of Bazel."""

def _archives(targets):
    found = {}
    for target in targets:
        for input in target[CcInfo].linking_context.linker_inputs.to_list():
            for library in input.libraries:
                archive = library.static_library or library.pic_static_library
                found[archive] = True
    return found

def _static_library_impl(ctx):
    without = _archives(ctx.attr.without)
    archives = [a for a in _archives(ctx.attr.deps) if a not in without]
    out = ctx.actions.declare_file(ctx.label.name + ".a")

    # One object: an archive's linker takes an object for the names that it lacks, and nobody lacks the
    # operator new, which the C++ library has as well. The code for the optimizer at link time goes: it would be one
    # heap of several files' code.
    ctx.actions.run_shell(
        inputs = archives,
        outputs = [out],
        arguments = [out.path] + ["-L/usr/lib/x86_64-linux-gnu"] + ctx.attr.archives + [a.path for a in archives],
        command = """
set -euo pipefail
out=$1
shift
object=${out%.a}.o
search=() rest=()
for argument in "$@"; do
  case $argument in
    -*) search+=("$argument") ;;
    *) rest+=("$argument") ;;
  esac
done
ld -r -o "$object" --whole-archive "${rest[@]}" --no-whole-archive "${search[@]}"
objcopy --remove-section=.llvm.lto --remove-section=.llvm_addrsig "$object"
rm -f "$out"
ar rcsD "$out" "$object"
rm "$object"
""",
        mnemonic = "StaticLibrary",
        progress_message = "Joining %{label}",
        use_default_shell_env = True,
    )
    return [DefaultInfo(files = depset([out]), runfiles = ctx.runfiles(files = [out]))]

static_library = rule(
    implementation = _static_library_impl,
    attrs = {
        "archives": attr.string_list(doc = "libraries of the system to take what is needed from"),
        "deps": attr.label_list(providers = [CcInfo]),
        "without": attr.label_list(providers = [CcInfo], doc = "what has a library of its own"),
    },
)
