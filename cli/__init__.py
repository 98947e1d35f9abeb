"""The command line: thin verbs over what lies below."""
