import { createHttpHeaders, createPipelineRequest, RestError } from "@azure/core-rest-pipeline";
import { describe, expect, it } from "vitest";
import { AppError } from "#lib/domain/app-error.ts";
import { isTransportFault, saysGone, toAzureError } from "./azure-error.ts";
import { redact } from "./redact.ts";
import { readable, readableCall } from "./unreadable.ts";

function restError(status: number, body: unknown, headers: Record<string, string> = {}): RestError {
  const request = createPipelineRequest({ url: "https://arm.example/x?sig=canary" });
  const response = {
    status,
    request,
    headers: createHttpHeaders({ "x-ms-request-id": "azure-1", ...headers }),
    bodyAsText: JSON.stringify(body),
  };
  return new RestError("failed", { statusCode: status, request, response });
}
const named = (name: string, message: string) => Object.assign(new Error(message), { name });
const arm = (code: string, message: string, more = {}) => ({ error: { code, message, ...more } });

describe("a 404", () => {
  it.each([
    [404, arm("ResourceNotFound", "never made"), true],
    [404, arm("NotFound", "just deleted"), true],
    [404, arm("ResourceGroupNotFound", "with its group"), true],
    [404, arm("SubscriptionNotFound", "moved, or not of this tenant"), false],
    [404, arm("InvalidResourceType", "not here"), false],
    [404, {}, false],
    [400, arm("NotFound", "no 404"), false],
  ])("%i %j says that the resource is gone: %s", (status, body, gone) => {
    const error = restError(status, body);
    expect([saysGone(error), saysGone(toAzureError(error, "read it"))]).toEqual([gone, gone]);
  });
});

describe("toAzureError", () => {
  it("names the missing action and its scope", () => {
    const message =
      "The client 'c' with object id 'o' does not have authorization to perform action 'Microsoft.Compute/snapshots/read' over scope '/subscriptions/s' or the scope is invalid.";
    const error = toAzureError(restError(403, arm("AuthorizationFailed", message)), "list the snapshots");
    expect(error).toMatchObject({
      code: "forbidden",
      details: { action: "Microsoft.Compute/snapshots/read", scope: "/subscriptions/s", azureRequestId: "azure-1" },
    });
    expect(error.message).toBe(
      "Not permitted to list the snapshots: the action Microsoft.Compute/snapshots/read is missing on /subscriptions/s.",
    );
  });

  it.each([
    [404, arm("ResourceNotFound", "gone"), "not-found", false],
    [404, arm("SubscriptionNotFound", "moved"), "not-found", false],
    [404, {}, "azure-failed", true],
    [429, arm("OperationNotAllowed", "slow", { details: [{ code: "TooManyRequests", message: "later" }] }), "azure-throttled", true],
    [409, arm("OperationNotAllowed", "no"), "not-possible", false],
    [409, arm("PropertyChangeNotAllowed", "other source"), "conflict", false],
    [400, arm("BadRequest", "Changing property 'sourceUri' is not allowed for existing disk 'X'."), "conflict", false],
    [400, arm("InvalidParameter", "sku"), "not-possible", false],
    [500, arm("InternalServerError", "oops"), "azure-failed", true],
    [503, {}, "azure-unavailable", true],
    [418, {}, "azure-failed", false],
  ])("turns %i %j into %s", (status, body, code, retryable) => {
    expect(toAzureError(restError(status, body), "do it")).toMatchObject({ code, retryable });
  });

  it("keeps Azure's wish to wait and the first detail", () => {
    const error = toAzureError(
      restError(429, arm("X", "too much", { details: [{ message: "wait a bit" }] }), { "retry-after": "17" }),
      "do it",
    );
    expect(error).toMatchObject({ details: { retryAfterMs: 17_000 } });
    expect(error.message).toContain("too much wait a bit");
  });

  it("reads the code out of a failed long-running operation", () => {
    const error = toAzureError(new Error("The long-running operation has failed. OperationNotAllowed. The disk is busy."), "copy it");
    expect(error).toMatchObject({ code: "not-possible", details: { rule: "OperationNotAllowed" } });
    expect(error.message).toContain("The disk is busy.");
  });

  it.each([
    ["a refused connection", new RestError("connect ECONNREFUSED 127.0.0.1:1", { code: "ECONNREFUSED" })],
    ["a body that broke off", new RestError("Error reading response as text: aborted", { code: "PARSE_ERROR" })],
    ["a refusal of which half arrived", new RestError("while parsing the response body - {", { code: "PARSE_ERROR", statusCode: 403 })],
    ["a stream that ended early", Object.assign(new Error("Premature close"), { code: "ERR_STREAM_PREMATURE_CLOSE" })],
    ["a socket that hung up", new Error("socket hang up")],
    ["a sign-in without an answer", named("CredentialUnavailableError", "network_error: Network request failed")],
    ["a sign-in that found nobody", named("AuthenticationRequiredError", "endpoints_resolution_error: See https://aka.ms/msal.js.errors")],
  ])("takes %s for no answer, whatever came with it", (_what, error) => {
    expect(isTransportFault(error)).toBe(true);
    expect(toAzureError(error, "do it")).toMatchObject({ code: "azure-unavailable", retryable: true });
  });

  it.each([
    [restError(403, arm("AuthorizationFailed", "The connection was aborted by policy.")), "forbidden"],
    [restError(409, arm("OperationNotAllowed", "An earlier request was aborted.")), "not-possible"],
    [named("CredentialUnavailableError", "AADSTS7000215: Invalid client secret provided."), "forbidden"],
  ])("takes what Azure said for its answer: %s", (error, code) => {
    expect(isTransportFault(error)).toBe(false);
    expect(toAzureError(error, "do it")).toMatchObject({ code, retryable: false });
  });

  it("leaves our own errors and aborts as they are", () => {
    const ours = new AppError("conflict", "x");
    const abort = new DOMException("stop", "AbortError");
    expect(toAzureError(ours, "do it")).toBe(ours);
    expect(toAzureError(abort, "do it")).toBe(abort);
  });

  it.each([new TypeError("rows is not iterable"), new RangeError("x"), new ReferenceError("y"), new SyntaxError("z")])(
    "a fault of ours is no answer of Azure's: %s",
    (bug) => {
      expect(toAzureError(bug, "list the disks")).toMatchObject({ code: "internal", retryable: false, cause: bug });
    },
  );
});

describe("what reads an answer", () => {
  const trip = (): never => {
    throw new TypeError("rows is not iterable of ?sig=canary");
  };
  const unreadable = {
    code: "azure-failed",
    retryable: true,
    message: expect.stringContaining("unreadably (request id r-1)"),
    cause: expect.objectContaining({ name: "TypeError", message: expect.stringMatching(/^rows is not iterable(?!.*canary)/) }),
  };

  it("trips over the answer, with what tripped kept in its cause", async () => {
    expect(() =>
      readable(
        () => "r-1",
        () => trip(),
      ),
    ).toThrow(expect.objectContaining(unreadable));
    await expect(
      readableCall(
        () => "r-1",
        async () => trip(),
      ),
    ).rejects.toMatchObject(unreadable);
  });

  it("hands on what Azure said and what it gives", async () => {
    const refused = restError(403, {});
    await expect(
      readableCall(
        () => undefined,
        () => Promise.reject(refused),
      ),
    ).rejects.toBe(refused);
    expect(
      readable(
        () => undefined,
        () => 7,
      ),
    ).toBe(7);
  });
});

describe("redact", () => {
  it("removes what could open something", () => {
    const text =
      'GET https://md-x.blob.example/a/abcd?snapshot=1&sig=canary%3D {"accessSAS": "https://x?y=canary"} sig=canary Bearer eyJ.canary-_.x';
    expect(redact(text)).not.toContain("canary");
    expect(redact(text)).toContain("https://md-x.blob.example/a/abcd?[redacted]");
  });
});
