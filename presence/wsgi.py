"""What gunicorn serves."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "presence.settings")

try:
    application = get_wsgi_application()
except ImproperlyConfigured as error:
    sys.stderr.write(f"Presence does not start: {error}\n")
    sys.exit(3)  # gunicorn stops instead of starting another worker

from django.conf import settings

from presence import checks

if settings.PRESENCE_ENV == "production":
    checks.refuse_unsafe_start()
