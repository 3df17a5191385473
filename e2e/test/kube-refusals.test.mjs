// The judge of refused resources: announced causes are found in kubectl's words, and planted differences too.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withoutAges } from '../lib/kube/golden.mjs';
import { causes, differences } from '../lib/kube/refusals.mjs';
import { refusals, samples } from '../lib/kube/samples.mjs';
import { lost } from '../lib/kube/stored.mjs';

const ONE = 'The Room "a" is invalid: spec.startTime: Invalid value: "object": write startTime and endTime, or neither\n';
const MANY = `The MediaNodePool "b" is invalid: 
* spec.autoscaling.mode: Unsupported value: "Auto": supported values: "Advise", "External", "Manual", "Operator"
* spec.replicas: Invalid value: -1: spec.replicas in body should be greater than or equal to 0
* spec.clusterRef: Required value
* spec.zones[1]: Duplicate value: "a"
* <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation
`;
const announced = refusals(`# rule spec.startTime: write startTime and endTime, or neither`);
const several = refusals(`# schema spec.autoscaling.mode: one of Operator, Advise, External, Manual
# schema spec.replicas: at least 0
# schema spec.clusterRef: required
# schema spec.zones[1]: twice a
`);

test('finds one cause, and several', () => {
  assert.deepEqual(causes(ONE).map(({ path }) => path), ['spec.startTime']);
  assert.equal(causes(MANY).length, 4);
  assert.deepEqual(differences(announced, ONE), []);
  assert.deepEqual(differences(several, MANY), []);
});

test('finds an unknown field', () => {
  const output = 'Error from server (BadRequest): error when creating "STDIN": MediaCluster in version "v1alpha1" cannot be handled as a MediaCluster: strict decoding error: unknown field "spec.redis"';
  assert.deepEqual(differences(refusals('# schema spec.redis: unknown'), output), []);
});

test('is not content with other words, another field, fewer or more causes', () => {
  const other = (from, to) => differences(announced, ONE.replace(from, to)).length;
  assert.ok(other('or neither', 'or none'));
  assert.ok(other('spec.startTime', 'spec.endTime'));
  assert.ok(differences(several, MANY.replace(', "Operator"', '')).length);
  assert.ok(differences(several, MANY.replace('equal to 0', 'equal to 10')).length);
  assert.ok(differences(several.slice(1), MANY).length);
  assert.ok(differences([...several, ...announced], MANY).length);
  assert.ok(differences(announced, 'error: connection refused').length);
});

test('sees a value that was not stored', () => {
  assert.deepEqual(lost({ a: [{ b: 1 }], t: '2027-01-01T00:00:00Z' }, { a: [{ b: 1, c: 2 }], t: '2027-01-01T00:00:00.000Z', d: 3 }), []);
  assert.deepEqual(lost({ a: [{ b: 1 }] }, { a: [{ b: 2 }] }), ['.a[0].b']);
  assert.deepEqual(lost({ a: [1, 2] }, { a: [1] }), ['.a']);
  assert.deepEqual(lost({ a: { b: null } }, { a: {} }), ['.a.b']);
});

test('leaves ages out of tables and nothing else', () => {
  const table = 'NAME   AGE    LOAD%\na      3m2s   70\nlong   1s     \n';
  assert.equal(withoutAges(table), 'NAME   AGE     LOAD%\na      (age)   70\nlong   (age)\n');
});

test('every sample that should be refused says why', () => {
  const silent = samples('invalid').filter((sample) => !sample.refusals.length);
  assert.deepEqual(silent, []);
});
