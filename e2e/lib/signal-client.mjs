import zlib from 'node:zlib';
import { JoinRequest, SignalRequest, SignalResponse, WrappedJoinRequest, WrappedJoinRequest_Compression as Compression } from '@livekit/protocol';
import WebSocket from 'ws';
import { within } from './wait.mjs';

/** A bare signal connection: frames as they come, nothing answered by itself. */
export class SignalClient {
  #frames = [];
  #waiting = [];

  constructor(url, headers = {}) {
    this.socket = new WebSocket(url, { headers });
    this.closed = new Promise((resolve) => this.socket.once('close', (code) => resolve(code)));
    this.opened = new Promise((resolve, reject) => {
      this.socket.once('open', resolve);
      this.socket.once('unexpected-response', (_, response) => reject(Object.assign(new Error(`status ${response.statusCode}`), { status: response.statusCode })));
      this.socket.once('error', reject);
    });
    this.socket.on('error', () => {});
    this.socket.on('message', (data, isBinary) => {
      const message = isBinary ? SignalResponse.fromBinary(data) : SignalResponse.fromJsonString(String(data), { ignoreUnknownFields: true });
      const frame = { isText: !isBinary, case: message.message.case, value: message.message.value };
      const waiting = this.#waiting.shift();
      if (waiting) waiting(frame);
      else this.#frames.push(frame);
    });
  }

  /** The next frame, whatever it is. */
  async frame() {
    await this.opened;
    const next = this.#frames.shift() ?? (await within(8_000, 'a frame', new Promise((resolve) => this.#waiting.push(resolve))));
    return next;
  }

  /** The next frame of a kind; others are passed over. */
  async next(kind) {
    for (;;) {
      const frame = await this.frame();
      if (frame.case === kind) return frame;
    }
  }

  send(kind, value) {
    this.socket.send(new SignalRequest({ message: { case: kind, value } }).toBinary());
  }

  sendText(kind, value) {
    this.socket.send(new SignalRequest({ message: { case: kind, value } }).toJsonString());
  }

  sendRaw(data) {
    this.socket.send(data);
  }

  close() {
    this.socket.close();
  }
}

/** A join request as it goes into an address. */
export function joinRequest(fields = {}, { gzip = false, padded = true } = {}) {
  const bytes = Buffer.from(new JoinRequest({ clientInfo: { protocol: 17 }, connectionSettings: { autoSubscribe: true }, ...fields }).toBinary());
  const wrapped = new WrappedJoinRequest({ compression: gzip ? Compression.GZIP : Compression.NONE, joinRequest: gzip ? zlib.gzipSync(bytes) : bytes });
  const text = Buffer.from(wrapped.toBinary()).toString('base64').replaceAll('+', '-').replaceAll('/', '_');
  return encodeURIComponent(padded ? text : text.replaceAll('=', ''));
}
