import { execFile, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { OUT, ROOT } from '../processes.mjs';

/**
 * A Kubernetes for one proof: the one that SLUICE_E2E_KUBECONFIG names, otherwise one of its own that ends with it. The user's
 * KUBECONFIG is never looked at.
 *
 * @returns {Promise<{kubectl: (args: string[], input?: string) => Promise<Result>, isOwn: boolean, kubeconfig: string, stop: () => Promise<void>}>}
 * @typedef {{ok: boolean, out: string, err: string}} Result
 */
export async function openCluster({ nodes = 0 } = {}) {
  const named = process.env.SLUICE_E2E_KUBECONFIG;
  if (named) {
    if (!fs.existsSync(named)) throw new Error(`SLUICE_E2E_KUBECONFIG names ${named}, which is not there`);
    return { kubectl: client('kubectl', named), isOwn: false, kubeconfig: named, stop: async () => {} };
  }
  fs.mkdirSync(OUT, { recursive: true });
  const state = fs.mkdtempSync(path.join(OUT, 'kube-'));
  const script = (name) => path.join(ROOT, 'e2e/kube', name);
  // Whatever ends this program ends the cluster too; what kills it outright leaves that to the lifetime.
  const stopNow = () => fs.existsSync(path.join(state, 'run')) && spawnSync(script('stop'), [state], { stdio: 'inherit' });
  process.once('exit', stopNow);
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.once(signal, () => process.exit(1));
  const started = await call(script('start'), ['--nodes', String(nodes), '--lifetime', '1800', state]);
  if (!started.ok) throw new Error(`no Kubernetes: ${started.err.trim()}`);
  const kubeconfig = path.join(state, 'kubeconfig');
  const stop = async () => {
    stopNow();
  };
  return { kubectl: client(path.join(state, 'kubectl'), kubeconfig), isOwn: true, kubeconfig, stop };
}

function client(program, kubeconfig) {
  const env = { ...process.env, KUBECONFIG: kubeconfig };
  return (args, input) => call(program, ['--kubeconfig', kubeconfig, ...args], { env, input });
}

/** Runs a program to its end; its failure is a result, not an exception. */
export function call(program, args, { env = process.env, input, cwd = ROOT } = {}) {
  return new Promise((resolve) => {
    const child = execFile(program, args, { env, cwd, maxBuffer: 64 << 20 }, (error, out, err) => {
      resolve({ ok: !error, out, err: error && !err ? String(error) : err });
    });
    child.stdin.on('error', () => {}); // it has ended before it read all: its own words say why
    child.stdin.end(input ?? '');
  });
}
