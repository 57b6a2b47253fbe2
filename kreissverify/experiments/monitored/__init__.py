"""Training runs under a `TransientMonitor`: does what it says foretell trouble, and end it?"""
