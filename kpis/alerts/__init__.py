"""Alerts: limits that somebody set, and days unlike others."""
