/** Reads what jcmd prints. */

export const KIB_PER_MIB = 1_024;

/** Any collector's: `… total reserved 6K, committed 5K, used 4K`, or `total 5K, used 4K` a generation. */
export function heapOf(text) {
  const before = text.split(/^\s*Metaspace/m)[0];
  const sum = (pattern) => [...before.matchAll(pattern)].reduce((total, [, kib]) => total + Number(kib), 0) / KIB_PER_MIB;
  return { committedMiB: sum(/\b(?:committed|total) (\d+)K/g), heapMiB: sum(/\bused (\d+)K/g) };
}

/** Committed MiB of each kind. */
export function nativeOf(text) {
  const kinds = [...text.matchAll(/^-\s+([\w ]+?) \(reserved=\d+KB, committed=(\d+)KB/gm)];
  return Object.fromEntries(kinds.map(([, name, kib]) => [name, Number(kib) / KIB_PER_MIB]));
}

/** Instances and bytes of each class. */
export function objectsOf(text) {
  const rows = [...text.matchAll(/^\s*\d+:\s+(\d+)\s+(\d+)\s+(\S+)/gm)];
  return new Map(rows.map(([, count, bytes, name]) => [name, { count: Number(count), bytes: Number(bytes) }]));
}
