import net from 'node:net';

/** A TCP proxy whose connections can be cut or refused: a signal connection that the network loses. */
export async function startTcpProxy(targetPort) {
  const open = new Set();
  let refusing = false;
  const server = net.createServer((client) => {
    if (refusing) return client.destroy();
    const back = net.connect(targetPort, '127.0.0.1');
    for (const [one, other] of [[client, back], [back, client]]) {
      open.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => open.delete(one) && other.destroy());
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: server.address().port,
    /** Resets every connection; new ones are accepted at once. */
    cut: () => open.forEach((socket) => socket.resetAndDestroy()),
    refuse: (value) => (refusing = value),
    close: () => (open.forEach((socket) => socket.destroy()), server.close()),
  };
}
