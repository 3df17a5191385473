/**
 * The chart as its users meet it: Helm renders every values file of helm/sluice/ci, and a real API server takes each object as Helm would
 * send it, under the restricted Pod Security standard; wrong values are refused with words that say what to write; k8s/operator is what
 * the chart renders; the resources of a release are taken by their definitions. No pod runs here.
 */
import fs from 'node:fs';
import path from 'node:path';
import { REFUSED } from '../lib/kube/chart-refusals.mjs';
import { call, openCluster } from '../lib/kube/cluster.mjs';
import { ROOT } from '../lib/processes.mjs';
import { exactly, info, prove } from '../lib/proof.mjs';

const CHART = path.join(ROOT, 'helm/sluice');
const NAMESPACE = 'sluice';
const DEFINITIONS_OF_OTHERS = ['ServiceMonitor', 'PodMonitor', 'PrometheusRule'];

await prove('chart', async ({ note }) => {
  const built = await call(path.join(ROOT, 'e2e/kube/helm-build'), []);
  if (!built.ok) throw new Error(built.err.trim());
  const helm = (args, input) => call(built.out.trim(), args, { input });
  const drift = await call(path.join(ROOT, 'sluice'), ['chart', '--check']);
  if (!drift.ok) note(`k8s/operator is not what the chart renders (./sluice chart writes it): ${drift.out}${drift.err}`);
  const lint = await helm(['lint', '--strict', CHART]);
  if (!lint.ok) note(lint.out + lint.err);
  const refused = await refusals(helm, note);
  const cluster = await openCluster();
  try {
    return {
      drift: exactly(drift.ok ? 0 : 1, 0),
      lint: exactly(lint.ok ? 'ok' : 'fails', 'ok'),
      refused: exactly(`${refused}/${REFUSED.length}`, `${REFUSED.length}/${REFUSED.length}`),
      ...(await judge(cluster, helm, note)),
    };
  } finally {
    await cluster.stop();
  }
});

/** How many wrong values are refused with all of their words. */
async function refusals(helm, note) {
  let held = 0;
  for (const [name, values, words] of REFUSED) {
    const result = await helm(['template', 'sluice', CHART, '--namespace', NAMESPACE, '--values', '-'], values);
    const said = result.err + result.out;
    const missing = words.filter((word) => !said.includes(word));
    if (!result.ok && !missing.length) held++;
    else note(`${name}: ${result.ok ? 'taken' : `said ${said.trim()}, without ${missing.join(', ')}`}`);
  }
  return held;
}

async function judge({ kubectl, kubeconfig }, helm, note) {
  const must = async (args, input) => {
    const result = await kubectl(args, input);
    if (!result.ok) throw new Error(`kubectl ${args.join(' ')}: ${result.err.trim()}`);
    return result.out;
  };
  const restricted = ['enforce', 'warn'].map((mode) => `pod-security.kubernetes.io/${mode}=restricted`);
  for (const namespace of [NAMESPACE, 'team-a']) {
    await must(['create', 'namespace', namespace]);
    await must(['label', 'namespace', namespace, ...restricted]);
  }
  const release = ['--kubeconfig', kubeconfig, '--namespace', NAMESPACE];
  const crds = await helm(['install', 'sluice-crds', path.join(ROOT, 'helm/sluice-crds'), ...release]);
  if (!crds.ok) throw new Error(`sluice-crds is not installed: ${crds.err}`);
  await must(['wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all']);

  const files = fs.readdirSync(path.join(CHART, 'ci'));
  let taken = 0;
  let all = 0;
  for (const values of ['', ...files]) {
    const rendered = await helm(['template', 'sluice', CHART, '--namespace', NAMESPACE, ...(values ? ['--values', path.join(CHART, 'ci', values)] : [])]);
    if (!rendered.ok) throw new Error(`${values}: ${rendered.err}`);
    for (const document of rendered.out.split(/^---$/m).filter((text) => /^kind:/m.test(text))) {
      const kind = /^kind: (\w+)/m.exec(document)[1];
      // Their definitions are the Prometheus operator's.
      if (DEFINITIONS_OF_OTHERS.includes(kind)) continue;
      all++;
      const result = await kubectl(['apply', '--server-side', '--dry-run=server', '--validate=strict', ...(/^ {2}namespace: /m.test(document) ? [] : ['--namespace', NAMESPACE]), '-f', '-'], document);
      if (result.ok && !/warning/i.test(result.err)) taken++;
      else note(`${values || 'default values'}, ${kind}: ${result.err.trim()}`);
    }
  }
  return { rendered: exactly(`${taken}/${all}`, `${all}/${all}`), ...(await lifecycle({ kubectl, must }, helm, release, note)) };
}

/** Installed, changed, taken away; what the release made is gone, and what users made with it stays or goes as Helm says. */
async function lifecycle({ kubectl, must }, helm, release, note) {
  const step = async (name, args) => {
    const result = await helm([...args, ...release]);
    if (!result.ok) note(`helm ${name}: ${result.err.trim()}`);
    return result.ok;
  };
  const values = ['--values', path.join(CHART, 'ci/small-values.yaml')];
  const installed = await step('install', ['install', 'sluice', CHART, ...values]);
  const pools = (await must(['get', 'mnp,mc,akey', '-n', NAMESPACE, '-o', 'name'])).trim().split('\n').length;
  const upgraded = await step('upgrade', ['upgrade', 'sluice', CHART, ...values, '--set', 'operator.replicas=3', '--set', 'pools.more.region=eu']);
  const replicas = Number(await must(['get', 'deployment', 'sluice-operator', '-n', NAMESPACE, '-o', 'jsonpath={.spec.replicas}']));
  const plain = await kubectl(['apply', '--server-side', '--dry-run=server', '-n', 'team-a', '-k', path.join(ROOT, 'k8s/operator')]);
  if (!plain.ok) note(`k8s/operator: ${plain.err.trim()}`);
  const removed = await step('uninstall', ['uninstall', 'sluice', '--wait', '--timeout', '60s']);
  const left = (await must(['get', 'deployment,service,role,rolebinding,mc,mnp,akey,pdb,networkpolicy', '-n', NAMESPACE, '-o', 'name'])).trim();
  if (left) note(`left after helm uninstall: ${left}`);
  const definitions = (await must(['get', 'crd', '-o', 'name'])).trim().split('\n').length;
  return {
    install: exactly(installed && pools === 3 ? 'ok' : 'fails', 'ok'),
    upgrade: exactly(upgraded && replicas === 3 ? 'ok' : 'fails', 'ok'),
    plain: exactly(plain.ok ? 'ok' : 'fails', 'ok'),
    uninstall: exactly(removed && !left ? 'clean' : 'fails', 'clean'),
    definitions_kept: exactly(definitions, 6),
    helm: info((await helm(['version', '--template', '{{.Version}}'])).out.trim()),
  };
}
