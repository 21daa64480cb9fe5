"""What needs the registries: `make network` runs these, the everyday tests do not."""
