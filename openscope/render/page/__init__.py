"""What the audit says, apart from how it is written: counts, groups and geometry, from the public form alone.

Every number is counted from the JSON that is rendered; one module for each section of the page.
"""
