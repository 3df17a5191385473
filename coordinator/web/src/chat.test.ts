import { expect, test } from 'vitest';
import { splitLinks } from './chat';

test('finds addresses and leaves the rest as it is', () => {
  expect(splitLinks('see https://example.org/a?b=1, (http://x.org/) ok')).toEqual([
    { text: 'see ', isLink: false },
    { text: 'https://example.org/a?b=1', isLink: true },
    { text: ', (', isLink: false },
    { text: 'http://x.org/', isLink: true },
    { text: ') ok', isLink: false },
  ]);
});

test('takes nothing else for an address', () => {
  for (const text of ['', 'javascript:alert(1)', 'xhttps://no', '<b>bold</b>', 'https://']) {
    expect(splitLinks(text).every((part) => !part.isLink), text).toBe(true);
  }
});
