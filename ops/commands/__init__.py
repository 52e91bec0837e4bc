"""The subcommands of `earshot`, grouped by what people want to do."""
