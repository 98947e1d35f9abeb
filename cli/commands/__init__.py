"""One file per verb; its name is the verb, its ``app`` the command or group of commands."""
