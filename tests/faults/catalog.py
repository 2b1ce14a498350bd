"""Every fault, in one table."""

from __future__ import annotations

from tests.faults.catalog_connections import CONNECTIONS
from tests.faults.catalog_echoes import ECHOES
from tests.faults.catalog_statuses import STATUSES
from tests.faults.catalog_tls import TLS

FAULTS = (*CONNECTIONS, *TLS, *STATUSES, *ECHOES)
