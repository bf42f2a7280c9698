"""Public clients that nobody here wrote, unmodified, against the sandbox: `make judges`."""
