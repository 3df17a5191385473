import assert from 'node:assert/strict';
import { test } from 'node:test';
import { part, read, table } from '../lib/bench/stacks.mjs';

const JAVA = '/tmp/perf-1.map';
const KERNEL = '[kernel.kallsyms]';

function sample(thread, ...frames) {
  const lines = frames.map(([name, dso]) => `\t    7ff5fbf8e904 ${name} (${dso})`);
  return `${thread} 42 62803.361377: \n${lines.join('\n')}\n\n`;
}

const only = (text) => part(read(text)[0]);

test('the send call counts as the kernel\'s, and what it does for a receiver on loopback apart', () => {
  const send = [['__sys_sendto+0x12', KERNEL], ['__libc_sendto', '/lib/libc.so.6'], ['int sun.nio.ch.DatagramChannelImpl.send0(long)', JAVA]];
  assert.equal(only(sample('worker-0', ['udp_sendmsg', KERNEL], ...send)), 'kernel: send');
  assert.match(only(sample('worker-0', ['sock_def_readable', KERNEL], ['net_rx_action', KERNEL], ['__x64_sys_sendto', KERNEL], ...send)), /receiving end/);
});

test('the innermost frame that is known decides, and a stub below the cipher is the cipher', () => {
  const seal = ['void media.sluice.node.crypto.jdk.JdkSrtpEngine.protectRtp(media.sluice.core.crypto.SrtpBatch)', JAVA];
  const flush = ['void media.sluice.core.room.Egress.flush()', JAVA];
  assert.equal(only(sample('worker-0', ['StubRoutines (compilerstubs)', JAVA], seal, flush)), 'AES-GCM: the cipher itself');
  assert.match(only(sample('worker-0', seal, flush)), /^AES-GCM: calls/);
  assert.match(only(sample('worker-0', flush)), /^batch/);
  // An argument's type says nothing of what was being done.
  assert.match(only(sample('worker-0', ['void media.sluice.core.room.Egress.send(media.sluice.node.crypto.Any)', JAVA])), /^batch/);
});

test('threads that are not the worker\'s count by themselves, whatever they do', () => {
  assert.equal(only(sample('C2 CompilerThre', ['PhaseChaitin::Split', '/libjvm.so'])), 'JIT compilers');
  assert.equal(only(sample('GC Thread#0', ['udp_sendmsg', KERNEL])), 'garbage collector');
  assert.equal(only(sample('vert.x-eventloo', ['do_epoll_wait', KERNEL])), 'other threads');
});

test('several samples come apart, with their times', () => {
  const samples = read(sample('worker-0', ['a', JAVA]) + sample('G1 Refine#0', ['b', JAVA], ['c', JAVA]));
  assert.deepEqual(samples.map(({ thread, time, frames }) => [thread, time, frames.length]), [['worker-0', 62803.361377, 1], ['G1 Refine#0', 62803.361377, 2]]);
});

test('shares are of all samples, dearest first', () => {
  const samples = read(sample('worker-0', ['do_epoll_wait', KERNEL]) + sample('GC Thread#0', ['b', JAVA]) + sample('GC Thread#0', ['b', JAVA]) + sample('GC Thread#1', ['b', JAVA]));
  assert.deepEqual(table(samples, 1_000).parts, [{ part: 'garbage collector', share: 0.75, ns: 750 }, { part: 'kernel: rest', share: 0.25, ns: 250 }]);
});
