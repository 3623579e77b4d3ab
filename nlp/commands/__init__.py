"""The command line: one module per verb, loaded when the verb is used.

Takes arguments, gives text on stdout, progress and problems on stderr, and the exit status of :mod:`nlp.commands.status`.
Never decides anything about a report: it asks :mod:`nlp.pipeline` and :mod:`nlp.outputs`.
"""
