"""One page per file; each turns values into HTML or components and decides nothing."""
