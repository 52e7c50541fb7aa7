"""Pages on this computer: a server on 127.0.0.1, and a guard that lets only its own pages in."""
