"""Long proofs, run by `bin/prove NAME`; the suite runs each at a small part of its size."""

from tests import ground

ground.set_up()
