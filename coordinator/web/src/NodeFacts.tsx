import { useEffect, useRef, useState } from 'react';
import type { Room } from 'livekit-client';
import { requestMove } from './access';
import { useLongestGap } from './useLongestGap';

/**
 * Which media node serves this browser, told by the address its media goes to: no message says that it changed. And a button that
 * changes it.
 */
export function NodeFacts({ room, address, rtt }: { room: Room; address: string | null; rtt: string }) {
  const moves = useChanges(address);
  const { longestMillis, forget } = useLongestGap(room);
  /** The node after our own last move, and how many moves it holds for. */
  const [known, setKnown] = useState<{ node: string; moves: number } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isMoving, setMoving] = useState(false);

  const move = async () => {
    setMoving(true);
    setProblem(null);
    forget();
    try {
      const node = await requestMove(room.name, room.localParticipant.identity);
      setKnown({ node, moves: moves + 1 });
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    } finally {
      setMoving(false);
    }
  };

  return (
    <>
      <dl className="facts">
        <dt>Media node</dt>
        <dd data-testid="node">{moves <= (known?.moves ?? 0) ? (known?.node ?? (room.serverInfo?.nodeId || '–')) : 'another one'}</dd>
        <dt>Its address</dt>
        <dd data-testid="node-address">{address ?? 'not connected'}</dd>
        <dt>Moved</dt>
        <dd data-testid="moves">{moves === 1 ? 'once' : `${moves} times`}</dd>
        <dt>Round trip</dt>
        <dd>{rtt}</dd>
        <dt>Longest gap in sound</dt>
        <dd data-testid="longest-gap">{longestMillis === null ? '–' : `${Math.round(longestMillis)} ms`}</dd>
      </dl>
      <button type="button" className="move" disabled={isMoving} onClick={() => void move()}>
        {isMoving ? 'Moving…' : 'Move me to another node'}
      </button>
      {problem && (
        <p className="hint" role="alert">
          {problem}
        </p>
      )}
    </>
  );
}

/** How often a value that is there became another one. */
function useChanges(value: string | null): number {
  const last = useRef<string | null>(null);
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    if (value === null) return;
    if (last.current !== null && last.current !== value) setChanges((count) => count + 1);
    last.current = value;
  }, [value]);
  return changes;
}
