// What the identity library is given, where nothing of it can be tried without an Azure.
import { createHttpHeaders, createPipelineRequest, type PipelinePolicy } from "@azure/core-rest-pipeline";
import type { DefaultAzureCredentialOptions } from "@azure/identity";
import { expect, it, vi } from "vitest";
import { connectAzure } from "./connection.ts";

const given = vi.hoisted(() => ({ options: [] as DefaultAzureCredentialOptions[] }));
vi.mock("@azure/identity", async (importOriginal) => ({
  ...(await importOriginal<object>()),
  DefaultAzureCredential: class {
    constructor(options: DefaultAzureCredentialOptions) {
      given.options.push(options);
    }
  },
}));

async function send(policies: PipelinePolicy[], url: string): Promise<number> {
  const [policy, ...others] = policies;
  const request = createPipelineRequest({ url });
  if (!policy) return 200;
  return (await policy.sendRequest(request, async () => ({ request, status: await send(others, url), headers: createHttpHeaders() })))
    .status;
}

it("what DefaultAzureCredential finds goes to the authority or the machine's own identity, and nowhere else", async () => {
  connectAzure({ authorityHost: "https://login.example/" });
  const [options] = given.options;
  const policies = (options?.additionalPolicies ?? []).map(({ policy }) => policy);
  for (const url of ["https://login.example/t/oauth2/v2.0/token", "http://169.254.169.254/metadata/identity/oauth2/token"])
    expect(await send(policies, url)).toBe(200);
  await expect(send(policies, "https://elsewhere.example/t/oauth2/v2.0/token")).rejects.toMatchObject({ code: "ForeignAddress" });
});

it("a program that is asked for a token (az) is ended when it does not answer", () => {
  connectAzure({});
  expect(given.options.at(-1)).toMatchObject({ processTimeoutInMs: 30_000 });
});
