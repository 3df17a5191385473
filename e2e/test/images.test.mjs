import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { ROOT } from '../lib/processes.mjs';

const IMAGES = path.join(ROOT, 'images');
const ARCHIVE = path.join(IMAGES, 'archive.mjs');
const NAMES = contents('program').map((line) => line.split('|')[0].trim());
const explain = (name, ...file) => JSON.parse(execFileSync('node', [ARCHIVE, '--explain', name, ...file], { encoding: 'utf8' }));

function contents(kind) {
  const lines = fs.readFileSync(path.join(IMAGES, 'contents'), 'utf8').split('\n');
  return lines.filter((line) => line.startsWith(`${kind} | `)).map((line) => line.slice(kind.length + 3));
}

test('each program of the list is a stage of the Dockerfile, and no other', () => {
  const stages = [...fs.readFileSync(path.join(IMAGES, 'Dockerfile'), 'utf8').matchAll(/^FROM scratch AS (\S+)$/gm)].map(([, name]) => name);
  assert.deepEqual(stages.toSorted(), NAMES.toSorted());
});

for (const name of NAMES) {
  test(`${name}: nobody's user, no shell, the runtime and its own folder, all labels`, () => {
    const image = explain(name);
    assert.equal(image.user, '10001:10001');
    assert.equal(image.entrypoint[0], '/opt/java/bin/java');
    assert.deepEqual(image.layers, ['runtime', name]);
    for (const label of ['title', 'description', 'licenses', 'version', 'revision']) assert.ok(image.labels[`org.opencontainers.image.${label}`], label);
  });
}

test('what was trained is used, with the flags of its training', () => {
  for (const name of contents('trained')[0].split(' ')) assert.ok(explain(name).entrypoint.includes('-XX:AOTCache=/opt/sluice/app.aot'), name);
  const training = fs.readFileSync(path.join(IMAGES, 'train-operator.mjs'), 'utf8');
  for (const flag of explain('operator').entrypoint.filter((word) => /^-(XX:\+Use|Xmx)/.test(word))) assert.ok(training.includes(`'${flag}'`), `${flag} is not in train-operator.mjs`);
});

test('both ways put the same folders together', () => {
  assert.match(fs.readFileSync(path.join(IMAGES, 'Dockerfile'), 'utf8'), /^RUN images\/programs && images\/assemble \/assembled$/m);
  assert.match(fs.readFileSync(path.join(IMAGES, 'build'), 'utf8'), /"\$here\/assemble" "\$assembled"/);
});

test('the operator runs pods as the user that the images have', () => {
  const pods = ['desired/node/NodePod.java', 'desired/cluster/CoordinatorDeployment.java'];
  for (const file of pods) assert.match(fs.readFileSync(path.join(ROOT, 'operator/src/main/java/media/sluice/operator', file), 'utf8'), /USER = 10001;/);
});

const refused = (change) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sluice-dockerfile-'));
  const file = path.join(folder, 'Dockerfile');
  fs.writeFileSync(file, change(fs.readFileSync(path.join(IMAGES, 'Dockerfile'), 'utf8')));
  const result = spawnSync('node', [ARCHIVE, '--explain', 'media-node', file], { encoding: 'utf8' });
  fs.rmSync(folder, { recursive: true });
  assert.equal(result.status, 1);
  return result.stderr;
};

test('an instruction that one way alone would follow is refused', () => {
  assert.match(refused((text) => text.replace('USER 10001:10001', 'USER 10001:10001\nHEALTHCHECK CMD true')), /HEALTHCHECK.*teach it/);
  assert.match(refused((text) => text.replace('COPY --from=assembled /assembled/media-node /', 'COPY extra /extra')), /knows no other/);
  assert.match(refused((text) => text.replace('ENTRYPOINT ["/opt/java/bin/java",', 'ENTRYPOINT /opt/java/bin/java #')), /JSON list/);
  assert.match(refused((text) => text.replaceAll('USER 10001:10001\n', '')), /no USER/);
});
