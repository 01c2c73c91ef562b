"""Doblest: a Telegram bot about honorary titles and the cities that hold them."""
