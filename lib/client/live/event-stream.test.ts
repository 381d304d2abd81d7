import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openEventStream, type StreamEvent } from "./event-stream.ts";
import { createTestClock, startTestStreams, type TestStreams } from "./testing/test-stream.ts";

let server: TestStreams;
let clock: ReturnType<typeof createTestClock>;
let events: StreamEvent[];
let isLive: boolean;
let signs: number;
let close: () => void;

beforeEach(async () => {
  server = await startTestStreams();
  clock = createTestClock();
  events = [];
  isLive = false;
  signs = 0;
  close = openEventStream({
    url: server.url,
    after: clock.after,
    onEvent: (event) => events.push(event),
    onLife(alive) {
      isLive = alive;
      signs++;
    },
  });
  await vi.waitUntil(() => server.open() === 1);
});

afterEach(async () => {
  close();
  await server.close();
});

test("events are heard as they come, in pieces too, and a name outside ASCII that is cut in two stays whole", async () => {
  const bytes = Buffer.from('event: operation\ndata: {"title":"Größe"}\n\nevent: look\ndata: {}\n\n');
  const cut = bytes.indexOf("ö") + 1;
  server.asked[0]?.write(bytes.subarray(0, cut));
  await vi.waitUntil(() => signs === 1);
  expect(events).toEqual([]);
  server.asked[0]?.write(bytes.subarray(cut));
  await vi.waitUntil(() => events.length === 2);
  expect(events).toEqual([
    { type: "operation", data: '{"title":"Größe"}' },
    { type: "look", data: "{}" },
  ]);
});

test("the server's heartbeat keeps the stream alive through any length of quiet", async () => {
  for (let beat = 1; beat <= 20; beat++) {
    server.say(": still here\n\n");
    await vi.waitUntil(() => signs === beat);
    clock.advance(15_000);
  }
  expect([isLive, server.asked.length]).toEqual([true, 1]);
});

test("a connection that is silent for 40 s is given up and made again", async () => {
  server.say(": still here\n\n");
  await vi.waitUntil(() => isLive);
  clock.advance(39_999);
  expect(server.open()).toBe(1);
  clock.advance(1);
  await vi.waitUntil(() => !isLive);
  await vi.waitUntil(() => server.open() === 0);
  clock.advance(1000);
  await vi.waitUntil(() => server.open() === 1);
  server.say("event: look\ndata: {}\n\n");
  await vi.waitUntil(() => isLive && events.length === 1);
});

test("so is one on which nothing was ever said", async () => {
  clock.advance(40_000);
  await vi.waitUntil(() => signs === 1 && server.open() === 0);
  clock.advance(1000);
  await vi.waitUntil(() => server.open() === 1);
  expect(isLive).toBe(false);
});

test("a connection that breaks is made again, at longer and longer intervals while the server is not ready", async () => {
  server.say(": still here\n\n");
  await vi.waitUntil(() => isLive);
  server.status = 503;
  server.hangUp();
  await vi.waitUntil(() => signs === 2);
  expect(isLive).toBe(false);
  let asked = 1;
  for (const waitMs of [1000, 2000, 4000, 8000, 15_000, 15_000]) {
    clock.advance(waitMs - 1);
    expect(server.asked.length).toBe(asked);
    clock.advance(1);
    const told = signs;
    await vi.waitUntil(() => signs > told);
    expect(server.asked.length).toBe(++asked);
  }
  server.status = 200;
  clock.advance(15_000);
  await vi.waitUntil(() => server.open() === 1);
  server.say(": still here\n\n");
  await vi.waitUntil(() => isLive);
  // Alive again: the next break is answered soon.
  server.hangUp();
  await vi.waitUntil(() => !isLive);
  clock.advance(1000);
  await vi.waitUntil(() => server.open() === 1);
});

test("a stream that is closed hangs up, and neither tells nor asks any more", async () => {
  server.say(": still here\n\n");
  await vi.waitUntil(() => isLive);
  close();
  await vi.waitUntil(() => server.open() === 0);
  clock.advance(600_000);
  expect([signs, server.asked.length]).toEqual([1, 1]);
});
