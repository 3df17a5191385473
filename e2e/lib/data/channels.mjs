/** Raw data channels over the node's API, and the chat of the meeting page. */

import path from 'node:path';
import { openChannels } from '../channels.mjs';
import { joinMeeting } from '../meeting.mjs';
import { moveSession } from '../move.mjs';
import { OUT } from '../processes.mjs';
import { must } from '../scenarios/cast.mjs';
import { pause, until } from '../wait.mjs';

/** Messages of all sizes there and back, on reliable and lossy channels. */
export async function rawChannels({ browser, pages, node, note }) {
  const { page, ask } = await openChannels({ browser, pages, node, wanted: { reliable: {}, lossy: { ordered: false, maxRetransmits: 0 }, text: {} } });
  const { maxMessageSize } = await ask('state');
  must(`the answer allows ${maxMessageSize} bytes`, maxMessageSize === 262_144);
  for (const size of [4, 1_000, 64_000, 65_535, 65_536, 262_144]) await ask('send', 'reliable', { size });
  await ask('send', 'reliable', { size: 16_000, count: 600 });
  for (const text of ['', 'häh? ☃', 'x'.repeat(100_000)]) await ask('sendText', 'text', text);
  const reliable = await until('the reliable messages are back', async () => {
    const now = await ask('judge', 'reliable');
    return now.lost === 0 && now;
  }, { timeout: 30_000 });
  // Alone on the association: what is never repeated shall not depend on what the bulk before it did to a socket's buffer.
  await ask('send', 'lossy', { size: 500, count: 200, every: 2 });
  const lossy = await until('most lossy messages are back', async () => {
    const now = await ask('judge', 'lossy');
    return now.received >= 190 && now;
  });
  const texts = await until('the texts are back', async () => {
    const now = await ask('texts', 'text');
    return now.length === 3 && now;
  });
  note(`raw channels: ${JSON.stringify({ reliable, lossy })}`);
  must(`reliable: ${JSON.stringify(reliable)}`, reliable.twice === 0 && reliable.broken === 0 && reliable.disordered === 0);
  must(`lossy: ${JSON.stringify(lossy)}`, lossy.twice === 0 && lossy.broken === 0);
  must('texts are not what was sent', texts[0] === '' && texts[1] === 'häh? ☃' && texts[2].length === 100_000);
  await page.close();
  return 'ok';
}

/** One session with channels goes back and forth between two nodes while it sends all the time. */
export async function movedChannels({ browser, pages, nodes, n, note }) {
  const { page, ask, session, trickle } = await openChannels({ browser, pages, node: nodes[0].api, wanted: { reliable: {}, bulk: {} } });
  let isSending = true;
  const sending = (async () => {
    while (isSending) await ask('send', 'reliable', { size: 300, count: 50, every: 10 });
  })();
  const bulk = (async () => {
    while (isSending) await ask('send', 'bulk', { size: 30_000, count: 4, every: 25 });
  })();
  let moves = 0;
  for (; moves < n; moves++) {
    await pause(1_500);
    const [from, to] = [nodes[moves % 2], nodes[(moves + 1) % 2]];
    const move = await moveSession({ from, to, session, trickle });
    await until(`the browser sends to ${to.name}`, async () => to.ownsPort(Number((await ask('transport')).remote.split(':').at(-1))));
    note(`move ${moves + 1} to ${to.name}: switch ${move.switchMicros} µs, ${move.tunnelled} tunnelled`);
    // A session that returns within 30 s takes another port of four.
    await pause(2_500);
  }
  isSending = false;
  await Promise.all([sending, bulk]);
  const judged = await until('everything is back', async () => {
    const both = await Promise.all(['reliable', 'bulk'].map((label) => ask('judge', label)));
    return both.every(({ lost }) => lost === 0) && both;
  }, { timeout: 10_000 }).catch(() => Promise.all(['reliable', 'bulk'].map((label) => ask('judge', label))));
  note(`moved channels: ${JSON.stringify(judged)}`);
  const sum = (key) => judged.reduce((total, one) => total + one[key], 0);
  must(`channel events ${JSON.stringify(judged.map(({ events }) => events))}`, judged.every(({ events }) => events.join() === 'open'));
  must('messages came broken or out of order', sum('broken') + sum('disordered') === 0);
  await page.close();
  return { moves, lost: sum('lost'), twice: sum('twice'), gap: judged[0].longestGapMillis };
}

/** Two people at the meeting page write to each other. */
export async function chat({ browser, sluice, room }) {
  const people = [];
  try {
    for (const name of ['Ada', 'Bob']) people.push(await joinMeeting(browser, sluice.http, room, name));
    const [ada, bob] = people;
    await until('both lists name both', async () => (await Promise.all(people.map((one) => one.people()))).every((list) => list.length === 2));
    await ada.press('Chat');
    await write(ada, 'Hello Bob, see https://example.org/plan.');
    await until('Bob’s button counts it', async () => (await ada.page.$$('[data-testid=message]')).length === 1 && (await unread(bob)) === '1');
    await bob.page.click('button[aria-controls=chat]');
    await until('Bob reads it', async () => (await messages(bob)).join() === 'Ada: Hello Bob, see https://example.org/plan.');
    must('the address is no link', (await bob.page.$eval('[data-testid=message] a', (a) => a.href)) === 'https://example.org/plan');
    must('the count stays', (await unread(bob)) === '');
    await write(bob, '<b>thanks</b> ☕');
    await write(bob, 'on my way');
    await until('Ada reads it', async () => (await messages(ada)).join() === 'You: Hello Bob, see https://example.org/plan.,Bob: <b>thanks</b> ☕,on my way');
    await ada.page.screenshot({ path: path.join(OUT, 'data-chat.png') });
    const problems = people.flatMap((one) => one.page.problems);
    must(`page errors ${problems}`, problems.length === 0);
  } catch (error) {
    await Promise.all(people.map((one) => one.page.screenshot({ path: path.join(OUT, `data-chat-${one.name}.png`) })));
    throw error;
  } finally {
    await Promise.all(people.map((one) => one.page.close()));
  }
}

async function write(person, text) {
  await person.page.type('input[name=message]', text);
  await person.page.keyboard.press('Enter');
}

const unread = (person) => person.page.$$eval('[data-testid=unread]', (all) => all.map((one) => one.textContent).join());

/** Each message with its author, who is named once for several in a row. */
const messages = (person) =>
  person.page.$$eval('[data-testid=message]', (all) => all.map((one) => [one.querySelector('strong')?.textContent, one.querySelector('p').textContent].filter(Boolean).join(': ')));
