"""How fast is it? Plain loops, no eval library: `python -m evals.bench turns` and `python -m evals.bench score`."""
