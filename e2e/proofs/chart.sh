#!/usr/bin/env bash
# PROOF chart: the chart on a real API server, without pods that run. needs: kubernetes (the launcher builds one beforehand, or skips)
# The short form is the full one.
exec node "$(dirname "${BASH_SOURCE[0]}")/chart.mjs" "$@"
