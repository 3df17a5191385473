import dgram from 'node:dgram';
import net from 'node:net';

/** Returns `count` TCP ports that were free on 127.0.0.1 a moment ago. */
export async function freeTcpPorts(count) {
  const servers = await Promise.all(Array.from({ length: count }, listen));
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => new Promise((done) => server.close(done))));
  return ports;
}

/** Returns the first of `count` consecutive UDP ports that are free on every IPv4 address. */
export async function freeUdpRange(count, from = 20_000 + Math.floor(Math.random() * 10_000)) {
  for (let first = from; first < from + 20_000; first += count) {
    const free = await Promise.all(Array.from({ length: count }, (_, i) => udpIsFree(first + i)));
    if (free.every(Boolean)) return first;
  }
  throw new Error(`no ${count} consecutive free UDP ports above ${from}`);
}

function listen() {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => resolve(server));
  });
}

function udpIsFree(port) {
  return new Promise((resolve) => {
    const socket = dgram.createSocket('udp4').once('error', () => resolve(false));
    socket.bind(port, '0.0.0.0', () => socket.close(() => resolve(true)));
  });
}
