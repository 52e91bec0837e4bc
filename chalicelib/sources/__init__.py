"""Where mentions come from: fetching a source's document and reading what it says, as domain entries."""
