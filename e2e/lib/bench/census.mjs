/** What a JVM holds, by the kernel and the JVM itself: threads, files, sockets, heap after a collection, native memory, objects. */

import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { java } from '../sluice.mjs';
import { heapOf, KIB_PER_MIB, nativeOf, objectsOf } from './jvm-text.mjs';

/** Native memory by kind needs this from the start of the JVM. */
export const JVM_FLAGS = '-XX:NativeMemoryTracking=summary';

function jcmd(pid, ...words) {
  const program = path.join(path.dirname(java()), 'jcmd');
  return execFileSync(program, [String(pid), ...words], { encoding: 'utf8', maxBuffer: 64 << 20 });
}

/**
 * Counts everything, after full collections: two, as what the first one finds unreachable may hold memory outside the heap.
 *
 * @returns {{threads: number, files: Record<string, number>, heapMiB: number, committedMiB: number, rssMiB: number, directMiB: number,
 *   buffers: number, native: Record<string, number>, objects: Map<string, {count: number, bytes: number}>}}
 */
export function census(pid) {
  jcmd(pid, 'GC.run');
  jcmd(pid, 'GC.run');
  const heap = heapOf(jcmd(pid, 'GC.heap_info'));
  const rssMiB = status(pid, 'VmRSS') / KIB_PER_MIB;
  const native = nativeOf(jcmd(pid, 'VM.native_memory', 'summary', 'scale=KB'));
  const objects = objectsOf(jcmd(pid, 'GC.class_histogram'));
  return {
    ...heap,
    rssMiB,
    threads: status(pid, 'Threads'),
    threadNames: threadNames(pid),
    files: filesOf(pid),
    native,
    directMiB: native.Other ?? 0,
    buffers: objects.get('java.nio.DirectByteBuffer')?.count ?? 0,
    objects,
  };
}

/** Memory of a process as it is charged to people: heap that is alive, and all that is not heap. */
export const chargedMiB = ({ heapMiB, rssMiB, committedMiB }) => heapMiB + rssMiB - committedMiB;

function status(pid, key) {
  const text = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  return Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(text)[1]);
}

function threadNames(pid) {
  const names = {};
  for (const id of fs.readdirSync(`/proc/${pid}/task`)) {
    try {
      const name = fs.readFileSync(`/proc/${pid}/task/${id}/comm`, 'utf8').trim().replace(/\d+/g, 'N');
      names[name] = (names[name] ?? 0) + 1;
    } catch {
      // It has ended meanwhile.
    }
  }
  return names;
}

/** Open files by what they are: socket, anon_inode:[eventpoll], pipe, file. */
function filesOf(pid) {
  const kinds = {};
  for (const id of fs.readdirSync(`/proc/${pid}/fd`)) {
    try {
      const target = fs.readlinkSync(`/proc/${pid}/fd/${id}`);
      const kind = target.startsWith('/') ? 'file' : target.split(':[')[0];
      kinds[kind] = (kinds[kind] ?? 0) + 1;
    } catch {
      // It has been closed meanwhile.
    }
  }
  return kinds;
}
