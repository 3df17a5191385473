import fs from 'node:fs';
import http from 'node:http';
import path from 'node:path';

const TYPES = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript', '.mjs': 'text/javascript', '.css': 'text/css' };

/**
 * Serves folders on 127.0.0.1, so that pages are a secure context without certificates. Packages may be kept: many pages of a run
 * load the same SDK, and compiling it anew each time is what they would mostly do.
 *
 * @param {Record<string, string>} mounts URL prefix → folder or file
 * @returns {Promise<{url: string, close: () => Promise<void>}>}
 */
export async function serve(mounts) {
  const server = http.createServer((request, response) => {
    const where = decodeURIComponent(new URL(request.url, 'http://x').pathname);
    const file = locate(mounts, where);
    if (!file) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': TYPES[path.extname(file)] ?? 'application/octet-stream', 'cache-control': where.startsWith('/npm/') ? 'max-age=600' : 'no-store' });
    fs.createReadStream(file).pipe(response);
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((done) => server.close(done) && server.closeAllConnections()),
  };
}

function locate(mounts, where) {
  const prefix = Object.keys(mounts)
    .filter((candidate) => where.startsWith(candidate))
    .sort((a, b) => b.length - a.length)[0];
  if (prefix === undefined) return null;
  const file = path.join(mounts[prefix], path.normalize(where.slice(prefix.length)).replace(/^(\.\.[/\\])+/, ''));
  return fs.existsSync(file) && fs.statSync(file).isFile() ? file : null;
}
