"""Lockboxes, people's keys and receipts: pure functions over libsodium, nothing of our own below it.

No database, no file, no clock. Keys and blobs are bytes; every blob begins with the format byte 0x01.
"""
