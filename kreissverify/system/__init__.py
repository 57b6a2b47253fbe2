"""The operating system (files, processes, time limits), and the version of the package."""
