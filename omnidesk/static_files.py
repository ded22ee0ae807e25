"""Static files in production: names carry a hash of what is in them, and may be kept for ever."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class Hashed(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # the library has no types
    # A module imported once by its plain and once by its hashed name would run twice: two sockets for one page.
    support_js_module_import_aggregation = True
