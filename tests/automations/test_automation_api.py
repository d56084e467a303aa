"""Automations and events over REST."""

from typing import Any

import pytest
from django.test import Client

from presence.apikeys.models import ApiKey
from presence.tenancy import scope
from tests.automations.conftest import AT, NOW, customer
from tests.conftest import Cast
from touchpoints.automations.models import Automation, Event, State
from touchpoints.journeys.models import Touchpoint
