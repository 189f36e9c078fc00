"""A page for this machine's user alone: who is let in, what every answer says, and the server.

Any site that is open in a browser can reach a loopback address. What protects a page from that:

1. it listens on 127.0.0.1 alone, on a port that the system chooses;
2. a request must name that host: a foreign name that leads here is refused;
3. a WebSocket, and what is posted, must come from the page itself, by its Origin;
4. a token of 128 bits opens the page, from a file that only this user can read; a cookie
   (HttpOnly, SameSite=Strict) keeps it open;
5. no answer has a CORS header;
6. the page may load only its own files, and stand in no frame;
7. nothing comes from elsewhere: no font, no script.
"""

from grader.loopback.server import (
    Gate,
    Server,
    file_response,
    listen,
    protected,
    redirect_file,
)

__all__ = ["Gate", "Server", "file_response", "listen", "protected", "redirect_file"]
