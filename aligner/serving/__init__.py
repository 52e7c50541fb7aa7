"""A web server on 127.0.0.1 for the program's pages, and a guard that refuses requests of other pages."""
