#!/usr/bin/env bash
# PROOF crd: the custom resources on a real API server. needs: kubernetes (the launcher builds one beforehand, or skips)
# --renew writes the kept outputs of kubectl (e2e/kube/golden) instead of comparing them. The short form is the full one.
exec node "$(dirname "${BASH_SOURCE[0]}")/crd.mjs" "$@"
