"""The eval suites behind `kulanz eval`: each module is one Inspect task; all use the public API of `simulator` only."""
