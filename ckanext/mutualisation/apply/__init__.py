"""Make an instance as a declarative YAML file says, and write that file from an instance.

`document` reads the file, `rooms` finds the sections of the loaded plugins, `run` checks, plans and applies,
`report` shows.
"""
