"""`python -m cli` is `evwatch`."""

from cli.main import main

main()
