"""Tests of the daily quiz."""
