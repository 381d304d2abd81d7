// Several tabs of one browser, each opened in this process: locks and channels are Node's own.
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { openSharedStream } from "./shared-stream.ts";
import { createTestClock, startTestStreams, type TestStreams } from "./testing/test-stream.ts";

interface Tab {
  isLive: boolean;
  heard: string[];
  clock: ReturnType<typeof createTestClock>;
  close(): void;
}

let server: TestStreams;
let tabs: Tab[];

beforeEach(async () => {
  server = await startTestStreams();
  tabs = [];
});

afterEach(async () => {
  for (const tab of tabs) tab.close();
  await server.close();
});

function openTab(): Tab {
  const clock = createTestClock();
  const tab: Tab = { isLive: false, heard: [], clock, close: () => undefined };
  tab.close = openSharedStream({
    url: server.url,
    after: clock.after,
    onLife: (isLive) => {
      tab.isLive = isLive;
    },
    onEvent: ({ data }) => tab.heard.push(data),
  });
  tabs.push(tab);
  return tab;
}

async function openLiveTabs(count: number): Promise<Tab[]> {
  const opened = [openTab()];
  await vi.waitUntil(() => server.open() === 1);
  while (opened.length < count) opened.push(openTab());
  server.say("event: look\ndata: hello\n\n");
  await vi.waitUntil(() => opened.every((tab) => tab.isLive && tab.heard.length === 1));
  return opened;
}

const allHear = async (listening: Tab[], word: string) => {
  server.say(`event: look\ndata: ${word}\n\n`);
  await vi.waitUntil(() => listening.every((tab) => tab.heard.at(-1) === word));
};

test("seven tabs share one stream, and each hears everything once", async () => {
  const opened = await openLiveTabs(7);
  await allHear(opened, "one");
  expect(opened.map((tab) => tab.heard)).toEqual(opened.map(() => ["hello", "one"]));
  expect(server.asked.length).toBe(1);
});

test("a tab that is opened later learns at once that there is a live stream", async () => {
  await openLiveTabs(2);
  const late = openTab();
  await vi.waitUntil(() => late.isLive);
  expect(server.asked.length).toBe(1);
});

test("when the tab that leads is closed, another one connects and the rest go on hearing", async () => {
  const [leader, ...rest] = await openLiveTabs(4);
  leader?.close();
  await vi.waitUntil(() => server.asked.length === 2 && server.open() === 1);
  await allHear(rest, "after the close");
  expect(rest.every((tab) => tab.isLive)).toBe(true);
});

test("when the stream breaks every tab knows, and knows again when it is back", async () => {
  const opened = await openLiveTabs(3);
  server.hangUp();
  await vi.waitUntil(() => opened.every((tab) => !tab.isLive));
  opened[0]?.clock.advance(1000);
  await vi.waitUntil(() => server.open() === 1);
  await allHear(opened, "back");
  expect(opened.every((tab) => tab.isLive)).toBe(true);
});

test("a leader that is silent makes the others say so after 40 s, and loses its lead in the end", async () => {
  const [frozen, second, third] = (await openLiveTabs(3)) as [Tab, Tab, Tab];
  // Its clock stands and it says nothing, though it holds the lock.
  for (const tab of [second, third]) tab.clock.advance(39_999);
  expect([second.isLive, third.isLive]).toEqual([true, true]);
  for (const tab of [second, third]) tab.clock.advance(1);
  expect([second.isLive, third.isLive]).toEqual([false, false]);
  second.clock.advance(60_000);
  await vi.waitUntil(() => server.asked.length === 2 && server.open() === 1);
  await allHear([frozen, second, third], "new leader");
  expect([second.isLive, third.isLive]).toEqual([true, true]);
  // Who led waits for its turn like any other.
  second.close();
  third.close();
  await vi.waitUntil(() => server.asked.length >= 3 && server.open() === 1);
  await allHear([frozen], "turn");
});

test("where locks are refused, each tab has a stream of its own and keeps it", async () => {
  const refused = vi.spyOn(navigator.locks, "request").mockRejectedValue(new DOMException("not allowed", "SecurityError"));
  try {
    const opened = [openTab(), openTab()];
    await vi.waitUntil(() => server.open() === 2);
    await allHear(opened, "one");
    for (const tab of opened) tab.clock.advance(39_000);
    await allHear(opened, "two");
    // The leader that they do not have is not missed.
    for (const tab of opened) tab.clock.advance(39_000);
    expect(opened.map((tab) => [tab.isLive, tab.heard])).toEqual(opened.map(() => [true, ["one", "two"]]));
    for (const tab of opened) tab.close();
    await vi.waitUntil(() => server.open() === 0);
  } finally {
    refused.mockRestore();
  }
});

test("without locks each tab has a stream of its own", async () => {
  const locks = vi.spyOn(navigator, "locks", "get").mockReturnValue(undefined as unknown as LockManager);
  try {
    openTab();
    openTab();
    await vi.waitUntil(() => server.open() === 2);
  } finally {
    locks.mockRestore();
  }
});
