import { candidateLine } from '../../examples/node-echo/sdp.mjs';
import { within } from './wait.mjs';

/**
 * Moves a session over the nodes' API alone: reserves at the target, starts at the source, trickles what it offers.
 *
 * @param {{from: Node, to: Node, session: {epoch: object, roomId: string, sessionId: string},
 *   trickle: (init: RTCIceCandidateInit) => Promise<void>, timeoutMillis?: number}} options
 * @returns {Promise<{started: number, completed: number, switchMicros: number, tunnelled: number}>} times in seconds
 */
export function moveSession(options) {
  const { from, to, timeoutMillis = 5_000 } = options;
  return within(timeoutMillis + 10_000, `the move from ${from.name} to ${to.name}`, perform({ timeoutMillis, ...options }));
}

async function perform({ from, to, session, trickle, timeoutMillis }) {
  const { epoch, roomId, sessionId } = session;
  const started = Date.now() / 1000;
  const { ticket, relay_address } = await to.api.prepareMove({ epoch, room_id: roomId, session_id: sessionId });
  const steps = from.api.moveSession({ epoch, session_id: sessionId, ticket, relay_address, timeout_millis: timeoutMillis });
  for await (const { step, offered, completed, failed } of steps) {
    if (step === 'offered') {
      for (const candidate of offered.candidates) {
        await trickle({ candidate: candidateLine(candidate), sdpMid: '0', sdpMLineIndex: 0 });
      }
    }
    if (step === 'failed') throw new Error(`the move from ${from.name} to ${to.name} failed: ${failed.reason} ${failed.message}`);
    if (step === 'completed') {
      return { started, completed: Date.now() / 1000, switchMicros: Number(completed.switch_micros), tunnelled: completed.tunnelled_datagrams };
    }
  }
  throw new Error(`the move from ${from.name} to ${to.name} ended without a result`);
}
