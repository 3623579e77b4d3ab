"""The command line's front door for a checkout: ``python cli.py audit …`` does what the installed ``gouji`` does."""

from nlp.commands.main import main

if __name__ == "__main__":
    main()
