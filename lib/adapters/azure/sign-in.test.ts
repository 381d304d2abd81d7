// A sign-in that ends, and asks once.
import type { AccessToken, GetTokenOptions } from "@azure/identity";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { type LocalEstate, makeDisk, startLocalEstate, takeSnapshot } from "#lib/adapters/testing/local-estate.ts";
import { connectLocalAzure } from "./connection.ts";
import { readDataToken } from "./disk-data.ts";
import { createAzureInventory } from "./inventory.ts";
import { rememberingSignIn } from "./sign-in.ts";

const SCOPE = "https://management.azure.com/.default";
let estate: LocalEstate;

beforeAll(async () => {
  estate = await startLocalEstate();
  takeSnapshot(estate.azure, makeDisk(estate.azure, "db01"), "db01-1");
});
afterAll(() => estate.stop());
afterEach(() => estate.azure.faults.clear());

describe("an authority that never answers", () => {
  const stall = { kind: "stall", service: "token" } as const;
  const connect = (answerMs: number, inAllMs: number) => ({
    ...connectLocalAzure(estate.azure.endpoints, "owner", { answerMs, inAllMs }),
    retryDelayMs: 1,
  });

  it("is told by name, for a reading and for the data of disks", async () => {
    estate.azure.faults.add({ ...stall, times: 100 });
    const refusal = {
      code: "azure-unavailable",
      retryable: true,
      message: expect.stringContaining("sign-in to Azure did not answer within"),
    };
    const connection = connect(60_000, 100);
    await expect(createAzureInventory({ connection, clock: estate.clock }).read(estate.context)).rejects.toMatchObject(refusal);
    await expect(readDataToken(connection, estate.context)).rejects.toMatchObject(refusal);
  });

  it("in the body of its answer is told as well", async () => {
    estate.azure.faults.add({ ...stall, afterBytes: 10, times: 100 });
    const token = connect(60_000, 100).credentialOf(estate.context.principal).getToken(SCOPE);
    await expect(token).rejects.toMatchObject({ code: "azure-unavailable" });
  });

  it("once is asked again", async () => {
    const rule = estate.azure.faults.add({ ...stall, times: 1 });
    const token = await connect(100, 60_000).credentialOf(estate.context.principal).getToken(SCOPE);
    expect(token?.token).toMatch(/^eyJ/);
    expect(rule.hits).toBe(1);
  });

  it("is left at once by who goes away", async () => {
    estate.azure.faults.add({ ...stall, times: 100 });
    const leaving = new AbortController();
    const { credentialOf } = connect(60_000, 60_000);
    const token = credentialOf(estate.context.principal).getToken(SCOPE, { abortSignal: leaving.signal });
    leaving.abort();
    await expect(token).rejects.toMatchObject({ name: "AbortError" });
  });
});

it("the sign-in to the data of disks is repeated as any other when its answer breaks off", async () => {
  estate.azure.faults.add({ kind: "truncate", announce: "short", service: "token", times: 1 });
  expect(await readDataToken(estate.connect(), estate.context)).toMatch(/^eyJ/);
});

describe("a token", () => {
  const MINUTE_MS = 60_000;
  let nowMs = 0;
  let asked: GetTokenOptions[] = [];
  const remembering = (lifeMs: number, answer: (token: AccessToken) => Promise<AccessToken | null> = async (token) => token) => {
    nowMs = 1_000_000;
    asked = [];
    return rememberingSignIn(
      {
        getToken: async (_scopes, options = {}) => {
          asked.push(options);
          return answer({ token: `token ${asked.length}`, expiresOnTimestamp: nowMs + lifeMs });
        },
      },
      () => nowMs,
    );
  };

  it("is asked for once by all who want it, and again after five minutes", async () => {
    const credential = remembering(60 * MINUTE_MS);
    const all = await Promise.all([1, 2, 3].map(() => credential.getToken(SCOPE)));
    expect(all.map((token) => token?.token)).toEqual(["token 1", "token 1", "token 1"]);
    nowMs += 4.9 * MINUTE_MS;
    expect((await credential.getToken([SCOPE]))?.token).toBe("token 1");
    nowMs += 0.2 * MINUTE_MS;
    expect((await credential.getToken(SCOPE))?.token).toBe("token 2");
  });

  it("is asked for again before its end, for another scope or tenant, and where Azure wants claims", async () => {
    const credential = remembering(3 * MINUTE_MS);
    await credential.getToken(SCOPE);
    nowMs += 1.1 * MINUTE_MS;
    expect((await credential.getToken(SCOPE))?.token).toBe("token 2");
    expect((await credential.getToken("https://disk.azure.com//.default"))?.token).toBe("token 3");
    expect((await credential.getToken(SCOPE, { tenantId: "another" }))?.token).toBe("token 4");
    expect((await credential.getToken(SCOPE, { claims: "{}" }))?.token).toBe("token 5");
    expect((await credential.getToken(SCOPE))?.token).toBe("token 5");
    expect(asked[4]).toEqual({ claims: "{}" });
  });

  it("that was not given is asked for again", async () => {
    let isAway = true;
    const credential = remembering(60 * MINUTE_MS, async (token) => {
      if (isAway) throw new Error("away");
      return token;
    });
    await expect(credential.getToken(SCOPE)).rejects.toThrow("away");
    isAway = false;
    expect((await credential.getToken(SCOPE))?.token).toBe("token 2");
  });

  it("is not lost to the others by one who goes away", async () => {
    let give = () => {};
    const credential = remembering(60 * MINUTE_MS, (token) => new Promise((resolve) => (give = () => resolve(token))));
    const leaving = new AbortController();
    const left = credential.getToken(SCOPE, { abortSignal: leaving.signal });
    const stays = credential.getToken(SCOPE);
    leaving.abort();
    await expect(left).rejects.toMatchObject({ name: "AbortError" });
    give();
    expect((await stays)?.token).toBe("token 1");
    expect(asked).toHaveLength(1);
  });
});
