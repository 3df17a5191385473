/**
 * The custom resources as their users meet them: every sample is applied with kubectl to a real API server. A good one is stored as
 * it was written; a bad one is refused for each announced cause and no other, with our own words; what kubectl explains and lists is
 * compared with kept outputs; the files of the repository are what the types say, and what the server holds.
 */
import path from 'node:path';
import { call, openCluster } from '../lib/kube/cluster.mjs';
import { goldenFiles, withoutAges } from '../lib/kube/golden.mjs';
import { differences } from '../lib/kube/refusals.mjs';
import { samples } from '../lib/kube/samples.mjs';
import { lost } from '../lib/kube/stored.mjs';
import { ROOT } from '../lib/processes.mjs';
import { exactly, info, prove } from '../lib/proof.mjs';

const CRDS = path.join(ROOT, 'k8s/crds');
const KINDS = ['mediaclusters', 'medianodepools', 'medianodes', 'rooms', 'capacityreservations', 'apikeys'];
const NAMESPACE = `sluice-e2e-crd-${process.pid}`;
const within = ['--namespace', NAMESPACE];
/** For server-side apply alone: kubectl mixes it with client-side apply's notes otherwise. */
const apart = ['--namespace', `${NAMESPACE}-apart`];

await prove('crd', async ({ note }) => {
  const drifted = await call(path.join(ROOT, 'sluice'), ['crds', '--check']);
  const drift = Number(/drift=(\d+)/.exec(drifted.out)?.[1] ?? Number.NaN);
  note(`files of the repository: ${drift} differ from the types${drift === 0 ? '' : `\n${drifted.out}${drifted.err}`}`);
  const cluster = await openCluster();
  try {
    return await judge(cluster, { drift, note });
  } finally {
    await cluster.stop();
  }
});

async function judge(cluster, { drift, note }) {
  const { kubectl } = cluster;
  const must = async (args, input) => {
    const result = await kubectl(args, input);
    if (!result.ok) throw new Error(`kubectl ${args.join(' ')}: ${result.err.trim()}`);
    return result.out;
  };
  const server = JSON.parse(await must(['version', '-o', 'json'])).serverVersion.gitVersion;
  note(`Kubernetes ${server}${cluster.isOwn ? ', our own' : ''}`);
  const foreign = (await must(['get', 'crd', '-o', 'name'])).split('\n').filter((name) => name.endsWith('.sluice.media'));
  if (foreign.length) throw new Error('this cluster has the definitions already, perhaps with resources in use: name one without them in SLUICE_E2E_KUBECONFIG');
  const golden = goldenFiles({ renew: process.argv.includes('--renew') });
  try {
    await must(['apply', '--server-side', '-k', CRDS]);
    await must(['wait', '--for=condition=Established', '--timeout=60s', ...KINDS.map((kind) => `crd/${kind}.sluice.media`)]);
    for (const [, name] of [within, apart]) await must(['create', 'namespace', name]);
    const held = await kubectl(['diff', '--server-side', '-k', CRDS]);
    if (!held.ok) note(`the server holds other definitions than those applied:\n${held.out}${held.err}`);
    for (const kind of KINDS) golden.check(`explain-${kind}.txt`, await must(['explain', kind, '--recursive']));

    const good = await applyValid(kubectl, must, note);
    const bad = await applyInvalid(kubectl, note);
    await compareListings(must, golden);
    const scale = await scales(kubectl, must);
    golden.left();
    if (golden.stale.length) note(`kept outputs that differ (./sluice prove crd --renew writes them anew): ${golden.stale.join(', ')}`);
    return {
      valid: exactly(`${good.held}/${good.all}`, '40/40'),
      invalid: exactly(`${bad.held}/${bad.all}`, '40/40'),
      drift: exactly(drift + (held.ok ? 0 : 1), 0),
      refusals: info(bad.refusals),
      golden_stale: exactly(golden.stale.length, 0),
      scale: exactly(scale, 'ok'),
      kubernetes: info(server),
    };
  } finally {
    if (!cluster.isOwn) {
      await kubectl(['delete', 'namespace', within[1], apart[1], '--wait=false']);
      await kubectl(['delete', '-k', CRDS]);
    }
  }
}

/** Each is accepted without a warning and stored as it was written, status and all; server-side apply takes it too. */
async function applyValid(kubectl, must, note) {
  const all = samples('valid');
  let held = 0;
  for (const { name, documents } of all) {
    const problems = [];
    for (const document of documents) {
      const applied = await kubectl(['apply', ...within, '-f', '-'], document);
      if (!applied.ok || applied.err) problems.push(applied.err.trim());
    }
    const subject = documents.at(-1);
    const written = JSON.parse(await must(['create', '--dry-run=client', '--validate=false', ...within, '-f', '-', '-o', 'json'], subject));
    if (written.status && !problems.length) {
      const status = await kubectl(['apply', '--server-side', '--force-conflicts', '--field-manager=e2e', '--subresource=status', ...within, '-f', '-'], subject);
      if (!status.ok || status.err) problems.push(status.err.trim());
    }
    const owned = await kubectl(['apply', '--server-side', ...apart, '-f', '-'], subject);
    if (!owned.ok || owned.err) problems.push(owned.err.trim());
    if (!problems.length) {
      const stored = JSON.parse(await must(['get', written.kind, written.metadata.name, ...within, '-o', 'json']));
      problems.push(...lost({ spec: written.spec ?? {}, status: written.status ?? {} }, { spec: stored.spec, status: stored.status ?? {} }).map((at) => `not stored as written: ${at}`));
    }
    if (problems.length) note(`valid/${name}: ${problems.join('\n')}`);
    else held++;
  }
  note(`${held} of ${all.length} good samples are stored as written`);
  return { held, all: all.length };
}

/** Each last resource is refused, for the announced causes and no other; what stands before it is accepted. */
async function applyInvalid(kubectl, note) {
  const all = samples('invalid');
  let held = 0;
  for (const { name, documents, refusals } of all) {
    const problems = refusals.length ? [] : ['it announces no refusal'];
    for (const document of documents.slice(0, -1)) {
      const applied = await kubectl(['apply', ...within, '-f', '-'], document);
      if (!applied.ok) problems.push(`what comes before is refused: ${applied.err.trim()}`);
    }
    const refused = await kubectl(['apply', ...within, '-f', '-'], documents.at(-1));
    problems.push(...(refused.ok ? ['it is accepted'] : differences(refusals, refused.err)));
    if (problems.length) note(`invalid/${name}: ${problems.join('\n      ')}`);
    else held++;
  }
  note(`${held} of ${all.length} bad samples are refused as they say`);
  return { held, all: all.length, refusals: all.reduce((sum, { refusals }) => sum + refusals.length, 0) };
}

/** What a user sees: the tables, and a resource of which only the needed is written, with its defaults. */
async function compareListings(must, golden) {
  for (const kind of KINDS) {
    const listing = (more) => must(['get', kind, ...within, '--sort-by=.metadata.name', ...more]);
    golden.check(`get-${kind}.txt`, withoutAges(await listing([])));
    golden.check(`get-${kind}-wide.txt`, withoutAges(await listing(['-o', 'wide'])));
  }
  const all = (await must(['get', 'sluice', ...within, '-o', 'name'])).trim().split('\n').sort();
  golden.check('get-category.txt', `${all.join('\n')}\n`);
  for (const { name, documents } of samples('valid').filter((sample) => sample.name.endsWith('-minimal'))) {
    const listed = JSON.parse(await must(['get', ...within, '-f', '-', '-o', 'json'], documents.at(-1)));
    const stored = listed.items?.[0] ?? listed;
    golden.check(`defaults-${name.replace('-minimal', '')}.json`, `${JSON.stringify(stored.spec, null, 2)}\n`);
  }
}

/** kubectl scale reaches a pool and is refused at a node, whose one replica is there for disruption budgets. */
async function scales(kubectl, must) {
  await must(['scale', 'mnp/manual', '--replicas=5', ...within]);
  const replicas = await must(['get', 'mnp', 'manual', ...within, '-o', 'jsonpath={.spec.replicas}']);
  const selector = await must(['get', '--raw', `/apis/sluice.media/v1alpha1/namespaces/${NAMESPACE}/medianodepools/described/scale`]);
  const node = await kubectl(['scale', 'mn/eu-91bc', '--replicas=2', ...within]);
  const why = [
    replicas === '5' ? '' : `pool_has_${replicas}`,
    JSON.parse(selector).status.selector === 'sluice.media/pool=described' ? '' : 'no_selector',
    !node.ok && node.err.includes('leave replicas at 1') ? '' : 'node_scaled',
  ];
  return why.filter(Boolean).join() || 'ok';
}
