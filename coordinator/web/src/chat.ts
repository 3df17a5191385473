/** A piece of a message. */
export interface Part {
  readonly text: string;
  readonly isLink: boolean;
}

/** Web addresses in what somebody has written; a full stop or bracket at the end belongs to the sentence. */
export function splitLinks(message: string): readonly Part[] {
  const parts: Part[] = [];
  let at = 0;
  for (const found of message.matchAll(/\bhttps?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]]/g)) {
    if (found.index > at) parts.push({ text: message.slice(at, found.index), isLink: false });
    parts.push({ text: found[0], isLink: true });
    at = found.index + found[0].length;
  }
  if (at < message.length) parts.push({ text: message.slice(at), isLink: false });
  return parts;
}

/** Hours and minutes where the reader is. */
export function timeWords(millis: number): string {
  return new Date(millis).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
}
