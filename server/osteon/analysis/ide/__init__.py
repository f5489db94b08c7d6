"""The editor features as pure functions over the workspace, free of any protocol."""
