// node server.mjs [--node 127.0.0.1:7980] [--port 8080]: open the page, allow camera and microphone, see and hear yourself.
import fs from 'node:fs';
import http from 'node:http';
import { parseArgs } from 'node:util';
import { echo } from './echo.mjs';
import { connect } from './node.mjs';

const { values } = parseArgs({ options: { node: { type: 'string', default: '127.0.0.1:7980' }, port: { type: 'string', default: '8080' } } });
const node = connect(values.node);
const page = fs.readFileSync(new URL('./index.html', import.meta.url));

const server = http.createServer(async (request, response) => {
  if (request.method !== 'POST') return response.setHeader('content-type', 'text/html; charset=utf-8').end(page);
  try {
    const offer = Buffer.concat(await request.toArray()).toString();
    response.end((await echo(node, offer)).answer);
  } catch (error) {
    response.writeHead(502).end(`The node refused: ${error.message}`);
  }
});
server.listen(Number(values.port), '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
