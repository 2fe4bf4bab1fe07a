# TensorZero's gateway in a process of its own, before one OpenAI-compatible server: `python tensorzero.py CONFIG`.
# The package has no program for it; this is how its own helper for the OpenAI client starts one.
import sys

import tensorzero

gateway = tensorzero._start_http_gateway(config_file=sys.argv[1], clickhouse_url=None, postgres_url=None, valkey_url=None, async_setup=False)
print(gateway.base_url, flush=True)
# Until whoever started it closes the pipe or ends.
sys.stdin.read()
