/** Medians over windows, and what they say beside each other. */

export function median(values) {
  if (!values.length) return NaN;
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** What several runs of one server show: the median of each figure over all their windows. */
export function summary(runs) {
  const windows = runs.flatMap((run) => run.windows);
  const of = (pick) => median(windows.map(pick));
  const all = windows.map((window) => window.cpu_ns);
  return {
    windows: windows.length,
    cpu_ns: of((w) => w.cpu_ns),
    min_ns: Math.min(...all),
    max_ns: Math.max(...all),
    user_ns: of((w) => w.user_ns),
    kernel_ns: of((w) => w.kernel_ns),
    busy: of((w) => w.busy),
    per_second: of((w) => w.delivered / w.seconds),
    lost: windows.reduce((sum, w) => sum + w.lost, 0),
    missing: of((w) => 1 - w.delivered / w.expected),
    p50_us: of((w) => w.latency_us[0]),
    p99_us: of((w) => w.latency_us[1]),
    p999_us: of((w) => w.latency_us[2]),
  };
}

/** The key=value line of the C reference. */
export const fields = (line) => Object.fromEntries([...line.matchAll(/(\w+)=([\d.]+)/g)].map(([, key, value]) => [key, Number(value)]));

/** How a summary reads in a note. */
export const say = (s) =>
  `${Math.round(s.cpu_ns)} ns a packet (${Math.round(s.min_ns)}-${Math.round(s.max_ns)}; user ${Math.round(s.user_ns)}, kernel ${Math.round(s.kernel_ns)}), ` +
  `${Math.round(s.per_second)} packets/s, core ${Math.round(s.busy * 100)} % busy, ${s.lost} lost, p50/p99/p99.9 ${s.p50_us}/${s.p99_us}/${s.p999_us} us`;
