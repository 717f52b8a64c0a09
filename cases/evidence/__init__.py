"""What a worker sends as proof, made safe to keep: bytes in, bytes out, no database and no network.

`accept` is the one way in: it looks at the content, never at a name, takes out what would say where, when and
with which phone a file was made, and gives back something that the browsers of her officers can show.
"""
