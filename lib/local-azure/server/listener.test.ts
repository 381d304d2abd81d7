import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { startTestAzure } from "../testing/test-azure.ts";

describe("a listener's end", () => {
  it("does not wait for a connection that is still shaking hands", { timeout: 20_000 }, async () => {
    const azure = await startTestAzure();
    const socket = connect(Number(new URL(azure.endpoints.arm).port), "127.0.0.1");
    await new Promise((resolve) => socket.once("connect", resolve));
    const ended = new Promise((resolve) => socket.once("close", resolve));
    // An answer to somebody else: by now the listener has taken the connection before it.
    await fetch(`${azure.endpoints.arm}/metadata/endpoints?api-version=2022-09-01`);
    await azure.stop();
    await ended;
    expect(socket.destroyed).toBe(true);
  });
});
