/** perf's samples of the media node as text, sorted by what the stack says was being done. Pure: a unit test reads it where nothing is installed. */

/** perf script's text: a line of thread and time, then a line for each frame, innermost first. */
export function read(text) {
  return text.split('\n\n').map((block) => block.split('\n').filter(Boolean)).filter((lines) => lines.length > 1).map(([head, ...frames]) => {
    const [, thread, time] = /^\s*(.*?)\s+\d+\s+([\d.]+):/.exec(head) ?? [];
    return { thread, time: Number(time), frames: frames.map(frame) };
  });
}

function frame(line) {
  const [, name, dso] = /^\s*[0-9a-f]+ (.*) \((.*)\)$/.exec(line) ?? [undefined, line.trim(), ''];
  return { name: name.replace(/\+0x[0-9a-f]+$/, ''), isKernel: dso.startsWith('[kernel') || dso.startsWith('[k') };
}

const OTHER_THREADS = [
  ['JIT compilers', /^C[12] Compiler/],
  ['garbage collector', /^(GC Thread|G1 |VM Thread|VM Periodic)/],
  ['other threads', /^(?!worker-)/],
];
/** By any frame of the stack, for the kernel's own. */
const KERNEL = [
  ["kernel: the receiving end's part of loopback, inside send", /^(net_rx_action|__napi_poll|process_backlog)/, /sendto/],
  ['kernel: send', /_sys_sendto|libc_sendto/],
  ['kernel: receive', /_sys_recvfrom|libc_recvfrom/],
  ['kernel: sleep and wake', /_sys_(epoll_wait|futex|write|read)/],
  ['kernel: rest', /./],
];
/** By the innermost frame that one of these knows. */
const USER = [
  ['AES-GCM: calls into the JDK, its objects and copies', /com\.sun\.crypto|javax\.crypto|node\.crypto|GCMParameterSpec/],
  ['send: user mode', /DatagramChannelImpl\.send|NativeSocketAddress|NioDatagramTransport\.(void )?send|TransmitBatch|send0|sendto/],
  ['receive: user mode', /DatagramChannelImpl\.receive|NioDatagramTransport\.receive|recvfrom|receive0|sun\.nio\.ch|epoll/],
  ['batch for the cipher, copy into the datagram', /room\.Egress|srtp\.SrtpSend/],
  ['rewrite for each subscriber', /room\.Consumer|core\.forwarding|core\.rtp|core\.codec|RoomSession/],
  ["parse, checks and statistics of the publisher's packet", /core\.(session|srtp|stream|congestion|stun|ice|room)/],
  ['loop and timers', /node\.(worker|net|counters)/],
];
const CIPHER_ITSELF = 'AES-GCM: the cipher itself';

/** What was being done. */
export function part({ thread, frames }) {
  const elsewhere = OTHER_THREADS.find(([, pattern]) => pattern.test(thread));
  if (elsewhere) return elsewhere[0];
  if (frames[0].isKernel) {
    return KERNEL.find(([, ...patterns]) => patterns.every((pattern) => frames.some(({ name }) => pattern.test(name))))[0];
  }
  for (const { name } of frames) {
    const known = USER.find(([, pattern]) => pattern.test(withoutArguments(name)));
    if (known) return known === USER[0] && frames[0].name.startsWith('StubRoutines') ? CIPHER_ITSELF : known[0];
  }
  return 'the JVM itself';
}

const withoutArguments = (name) => name.replace(/\(.*/, '');

/** Samples sorted, each part with its share of what a packet costs. */
export function table(samples, cpuNs) {
  const counts = new Map();
  for (const name of samples.map(part)) counts.set(name, (counts.get(name) ?? 0) + 1);
  const parts = [...counts].map(([name, count]) => ({ part: name, share: count / samples.length, ns: (cpuNs * count) / samples.length }));
  return { cpu_ns: cpuNs, samples: samples.length, parts: parts.toSorted((a, b) => b.ns - a.ns) };
}
