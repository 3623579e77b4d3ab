"""What people and programs get: JSON records, the HTML page, the Excel workbook, the terminal and pandas frames.

Takes finished :class:`~nlp.types.ReportResult` objects, gives text and files. Never judges, never reads a report and
never changes a result. Every module is imported on its own, so that the terminal does not pay for the workbook.
"""
