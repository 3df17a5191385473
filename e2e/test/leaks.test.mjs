import assert from 'node:assert/strict';
import test from 'node:test';
import { heapOf, nativeOf, objectsOf } from '../lib/bench/jvm-text.mjs';
import { leaks } from '../lib/bench/leaks.mjs';

const held = (changes = {}) => ({
  threadNames: { 'worker-N': 2, 'C2 CompilerThre': 1 },
  files: { socket: 7, file: 150 },
  heapMiB: 20,
  directMiB: 3,
  objects: new Map([['media.sluice.coordinator.room.Participant', { count: 3, bytes: 300 }]]),
  ...changes,
});

test('what is as before is no leak', () => {
  assert.deepEqual(leaks(held(), held(), 1_000), []);
});

test('names threads, files and sockets, but for the threads that the JVM starts as it likes', () => {
  const end = held({ threadNames: { 'worker-N': 3, 'C2 CompilerThre': 2 }, files: { socket: 8, file: 150 } });
  assert.deepEqual(leaks(held(), end, 1_000), ['thread worker-N: 2 -> 3', 'file socket: 7 -> 8']);
});

test('names heap and direct memory by their weight', () => {
  assert.deepEqual(leaks(held(), held({ heapMiB: 23, directMiB: 6 }), 1_000), ['heap: 20.0 -> 23.0 MiB', 'direct memory: 3.0 -> 6.0 MiB']);
});

test('names a class of which one in ten people left something behind, and not one of which a few did', () => {
  const with_ = (count) => held({ objects: new Map([['media.sluice.coordinator.room.Participant', { count, bytes: 100 * count }]]) });
  assert.deepEqual(leaks(held(), with_(103), 1_000), ['objects media.sluice.coordinator.room.Participant: 3 -> 103']);
  assert.deepEqual(leaks(held(), with_(13), 1_000), []);
});

test('lets a cache fill up, but not run over', () => {
  const name = 'media.sluice.node.worker.WorkerPorts$Use';
  const full = (count) => held({ objects: new Map([[name, { count, bytes: 24 }]]) });
  assert.deepEqual(leaks(held(), full(8_000), 1_000), []);
  assert.deepEqual(leaks(held(), full(20_000), 1_000), [`objects ${name}: 0 -> 20000`]);
});

test('names any class that weighs a megabyte more', () => {
  const end = held();
  end.objects.set('[B', { count: 1, bytes: 2 << 20 });
  assert.deepEqual(leaks(held(), end, 1_000), ['objects [B: 0 -> 1']);
});

test('reads what jcmd prints', () => {
  const heap = ' garbage-first heap   total reserved 6082560K, committed 40960K, used 9944K [0x0, 0x1)\n  region size 2048K\n Metaspace       used 40000K, committed 41000K, reserved 1114112K';
  assert.deepEqual(heapOf(heap), { committedMiB: 40, heapMiB: 9944 / 1024 });
  const native = '-                     Java Heap (reserved=6082560KB, committed=40960KB)\n-                         Other (reserved=512KB, committed=512KB)\n';
  assert.deepEqual(nativeOf(native), { 'Java Heap': 40, Other: 0.5 });
  const histogram = ' num     #instances         #bytes  class name (module)\n   1:         53491        2447952  [B (java.base@25)\n';
  assert.deepEqual(objectsOf(histogram), new Map([['[B', { count: 53491, bytes: 2447952 }]]));
});
