/** What a program holds more of than at the start, by name. */

/** Threads that the JVM itself starts and ends as it likes. */
const OF_THE_JVM = /^(C\dN? ?CompilerThre|CN CompilerThre|GC Thread|GN Conc|GN Refine|Attach Listener|Training replay|Reference|VM |java$)/;
/** Caches fill up and code is compiled while hundreds come and go; somebody who is never let go weighs more. */
const HEAP_MIB = 2;
const DIRECT_MIB = 2;
/** Of each hundred people who have come, so many may have left something behind: what is bounded and in use. */
const OF_A_HUNDRED = 5;
const FEWEST_OBJECTS = 32;
/** Of classes that are not the program's own. */
const CLASS_MIB = 1;
/** Kept on purpose for a while, up to so many: the ports of sessions that left lately, and addresses. */
const BOUNDED = { 'media.sluice.node.worker.WorkerPorts$Use': 16_384, 'media.sluice.core.wire.TransportAddress': 49_152 };
const OWN = /^(\[L)?(media\.sluice|livekit|io\.netty\.channel|io\.vertx\.core\.http|io\.grpc)\b/;

/**
 * Compares two counts.
 *
 * @param {ReturnType<import('./census.mjs').census>} start
 * @param {ReturnType<import('./census.mjs').census>} end
 * @param {number} came people who came and left in between
 * @returns {string[]} one entry a leak
 */
export function leaks(start, end, came) {
  return [
    ...more('thread', start.threadNames, end.threadNames).filter((text) => !OF_THE_JVM.test(text.slice('thread '.length))),
    ...more('file', start.files, end.files),
    ...weight('heap', start.heapMiB, end.heapMiB, HEAP_MIB),
    ...weight('direct memory', start.directMiB, end.directMiB, DIRECT_MIB),
    ...objects(start.objects, end.objects, came),
  ];
}

function more(what, before, after) {
  return Object.entries(after)
    .filter(([name, count]) => count > (before[name] ?? 0))
    .map(([name, count]) => `${what} ${name}: ${before[name] ?? 0} -> ${count}`);
}

const weight = (what, before, after, most) => (after - before > most ? [`${what}: ${before.toFixed(1)} -> ${after.toFixed(1)} MiB`] : []);

function objects(before, after, came) {
  const most = Math.max(FEWEST_OBJECTS, (came * OF_A_HUNDRED) / 100);
  const found = [];
  for (const [name, { count, bytes }] of after) {
    const was = before.get(name) ?? { count: 0, bytes: 0 };
    const isMany = OWN.test(name) && (BOUNDED[name] ? count > BOUNDED[name] : count - was.count > most);
    const isMuch = bytes - was.bytes > CLASS_MIB * 2 ** 20;
    if (isMany || isMuch) found.push(`objects ${name}: ${was.count} -> ${count}`);
  }
  return found;
}
