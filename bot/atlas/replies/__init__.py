"""How the catalogue reads in a chat: one room for each kind of screen."""
