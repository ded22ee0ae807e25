from typing import Any

import uvicorn
from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from demo.shop.server import application
from demo.sites import shop_port


class Command(BaseCommand):
    help = "Serve the demo shop, with the chat embedded, on the port after the desk's."
    requires_system_checks = []

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PRODUCTION:
            raise CommandError("The demo shop is not served in production.")
        self.stdout.write(f"The demo shop: http://localhost:{shop_port()}")
        shop = WSGIMiddleware(application(), workers=4)
        uvicorn.run(
            shop,
            host="127.0.0.1",
            port=shop_port(),
            log_level="warning",
            access_log=False,
            lifespan="off",
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=2,
        )
