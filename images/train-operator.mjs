// Runs the operator once against an API server that knows every kind and holds nothing, so that the JVM keeps what it learnt of it:
// train-operator.mjs JAVA FOLDER. The server is this program, on loopback.
import { spawn } from 'node:child_process';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import fs from 'node:fs';

const [java, folder] = process.argv.slice(2);
const LEASE = /\/leases(\/|$)/;
const SECONDS = 8;
let lease;

const server = http.createServer(answerAll);
// Watches ask for a WebSocket first, and take plain HTTP where there is none.
server.on('upgrade', (request, socket) => socket.end('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'));

async function answerAll(request, response) {
  const url = new URL(request.url, 'http://localhost');
  let body = '';
  for await (const part of request) body += part;
  const answer = (code, value) => {
    response.writeHead(code, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(value));
  };
  if (LEASE.test(url.pathname)) return election(request.method, body, answer);
  if (url.pathname === '/version') return answer(200, { major: '1', minor: '30', gitVersion: 'v1.30.0' });
  if (url.searchParams.get('watch')) {
    response.writeHead(200, { 'Content-Type': 'application/json' });
    response.flushHeaders();
    return undefined;
  }
  return answer(200, { kind: 'List', apiVersion: 'v1', metadata: { resourceVersion: '1' }, items: [] });
}

function election(method, body, answer) {
  if (method === 'GET') return lease ? answer(200, lease) : answer(404, status(404, 'NotFound'));
  lease = JSON.parse(body);
  lease.metadata = { ...lease.metadata, resourceVersion: String(Date.now()), uid: 'training' };
  return answer(method === 'POST' ? 201 : 200, lease);
}

const status = (code, reason) => ({ kind: 'Status', apiVersion: 'v1', status: 'Failure', reason, code });

server.listen(0, '127.0.0.1', () => {
  const work = fs.mkdtempSync(path.join(os.tmpdir(), 'operator-training-'));
  const config = path.join(work, 'kubeconfig');
  fs.writeFileSync(
    config,
    `apiVersion: v1\nkind: Config\ncurrent-context: t\nclusters: [{name: t, cluster: {server: "http://127.0.0.1:${server.address().port}"}}]\n` +
      'users: [{name: t, user: {token: t}}]\ncontexts: [{name: t, context: {cluster: t, user: t, namespace: default}}]\n',
  );
  const log = fs.openSync(path.join(work, 'log'), 'w');
  const flags = ['--enable-native-access=ALL-UNNAMED', '--sun-misc-unsafe-memory-access=allow', '-XX:+UseSerialGC', '-Xmx128m'];
  const child = spawn(java, [...flags, `-XX:AOTCacheOutput=${folder}/app.aot`, '-jar', `${folder}/quarkus-run.jar`], {
    env: { PATH: process.env.PATH, KUBECONFIG: config, SLUICE_PORT: '0', HOME: work },
    stdio: ['ignore', log, log],
  });
  const stop = setTimeout(() => child.kill('SIGTERM'), SECONDS * 1000);
  const give = setTimeout(() => child.kill('SIGKILL'), 240_000);
  child.on('exit', () => {
    clearTimeout(stop);
    clearTimeout(give);
    const made = fs.existsSync(`${folder}/app.aot`) && lease;
    if (!made) process.stderr.write(`${fs.readFileSync(path.join(work, 'log'), 'utf8').slice(-4000)}\nThe operator ${lease ? 'left no cache' : 'was never elected'}.\n`);
    fs.rmSync(work, { recursive: true, force: true });
    process.exit(made ? 0 : 1);
  });
});
