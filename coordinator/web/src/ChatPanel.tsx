import { type FormEvent, useEffect, useRef, useState } from 'react';
import { type ReceivedChatMessage, useChat, useLocalParticipant } from '@livekit/components-react';
import { splitLinks, timeWords } from './chat';

export interface Chat {
  readonly messages: readonly ReceivedChatMessage[];
  readonly send: (text: string) => Promise<unknown>;
}

/** The room's chat, to be kept while its panel is closed: messages come all the time. */
export function useRoomChat(isShown: boolean): Chat & { unread: number } {
  const { chatMessages, send } = useChat();
  const { localParticipant } = useLocalParticipant();
  const [read, setRead] = useState(0);
  useEffect(() => {
    if (isShown) setRead(chatMessages.length);
  }, [isShown, chatMessages.length]);
  const unread = chatMessages.slice(read).filter((message) => message.from?.identity !== localParticipant.identity).length;
  return { messages: chatMessages, send, unread: isShown ? 0 : unread };
}

/** What people write to each other. It lives as long as the page: nobody stores it. */
export function ChatPanel({ messages, send }: Chat) {
  const { localParticipant } = useLocalParticipant();
  const [text, setText] = useState('');
  const [failed, setFailed] = useState(false);
  const end = useRef<HTMLLIElement>(null);
  useEffect(() => {
    // Chromium's answer is a promise, which React would take for a clean-up function.
    void end.current?.scrollIntoView({ block: 'end' });
  }, [messages.length]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const wanted = text.trim();
    if (!wanted) return;
    try {
      await send(wanted);
      setText('');
      setFailed(false);
    } catch {
      setFailed(true);
    }
  };
  return (
    <aside className="panel chat" id="chat" aria-label="Chat">
      <h2>Chat</h2>
      <ol className="messages" aria-live="polite">
        {messages.length === 0 && <li className="hint">Nobody has written anything yet. Who joins later does not see what was written before.</li>}
        {messages.map((message, i) => {
          const isOwn = message.from?.identity === localParticipant.identity;
          const goesOn = i > 0 && messages[i - 1]?.from?.identity === message.from?.identity;
          return (
            <li key={message.id ?? i} className={isOwn ? 'message own' : 'message'} data-testid="message">
              {!goesOn && (
                <header>
                  <strong>{isOwn ? 'You' : message.from?.name || message.from?.identity || 'The meeting'}</strong>
                  <time>{timeWords(message.timestamp)}</time>
                </header>
              )}
              <p>
                {splitLinks(message.message).map((part, at) =>
                  part.isLink ? (
                    <a key={at} href={part.text} target="_blank" rel="noreferrer noopener">
                      {part.text}
                    </a>
                  ) : (
                    part.text
                  ),
                )}
              </p>
            </li>
          );
        })}
        <li ref={end} aria-hidden="true" className="end" />
      </ol>
      {failed && (
        <p className="bad" role="alert">
          This was not sent. Try again when you are connected.
        </p>
      )}
      <form onSubmit={submit}>
        <input name="message" aria-label="Message to everybody" placeholder="Message to everybody" autoComplete="off" maxLength={2000} value={text} onChange={(event) => setText(event.target.value)} />
        <button type="submit" disabled={!text.trim()}>
          Send
        </button>
      </form>
    </aside>
  );
}
