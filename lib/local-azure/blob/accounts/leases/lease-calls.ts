// Lease Blob and Lease Container: acquire, renew, change, release, break.

import { newGuid } from "../../../ids.ts";
import { BlobError, invalidHeader, missingHeader } from "../../blob-error.ts";
import { answerEmpty, headerOf } from "../../blob-request.ts";
import { assertConditions } from "../../conditions.ts";
import { type AccountRequest, assertNotSnapshot, findBlob, findContainer } from "../account-request.ts";
import { validatorHeadersOf, validatorsOfVersion } from "../blob-headers.ts";
import { type LeaseHolder, leaseStateOf } from "./lease-state.ts";
import { isSameId } from "./leases.ts";

export async function leaseBlob(request: AccountRequest): Promise<void> {
  assertNotSnapshot(request);
  const blob = findBlob(request);
  assertConditions(request, validatorsOfVersion(blob));
  await answerLease(request, blob, validatorHeadersOf(blob));
}

export async function leaseContainer(request: AccountRequest): Promise<void> {
  const container = findContainer(request);
  assertConditions(request, validatorsOfVersion(container));
  await answerLease(request, container, validatorHeadersOf(container));
}

interface Outcome {
  status: number;
  headers: Record<string, string>;
}

type Action = (request: AccountRequest, holder: LeaseHolder) => Outcome;

const actions: Record<string, Action> = { acquire, renew, change, release, break: breakLease };

async function answerLease(request: AccountRequest, holder: LeaseHolder, validators: Record<string, string>): Promise<void> {
  const name = headerOf(request.headers, "x-ms-lease-action");
  if (name === undefined) throw missingHeader("x-ms-lease-action");
  const act = Object.hasOwn(actions, name.toLowerCase()) ? actions[name.toLowerCase()] : undefined;
  if (act === undefined) throw invalidHeader("x-ms-lease-action", name);
  const { status, headers } = act(request, holder);
  await request.catalog.save();
  answerEmpty(request, status, { ...validators, ...headers });
}

function acquire(request: AccountRequest, holder: LeaseHolder): Outcome {
  const durationSeconds = durationIn(request);
  const proposed = guidIn(request, "x-ms-proposed-lease-id");
  const nowMs = request.clock.nowMs();
  const state = leaseStateOf(holder, nowMs);
  const isOwn = isSameId(proposed, holder.lease?.id);
  if (state === "breaking" && isOwn)
    throw conflict("LeaseIsBreakingAndCannotBeAcquired", "it is breaking and cannot be acquired until it is broken");
  if ((state === "leased" && !isOwn) || state === "breaking") {
    throw new BlobError(409, "LeaseAlreadyPresent", "There is already a lease present.");
  }
  const id = proposed ?? newGuid();
  holder.lease = { id, durationSeconds, endsAtMs: endOf(durationSeconds, nowMs) };
  return { status: 201, headers: { "x-ms-lease-id": id } };
}

function renew(request: AccountRequest, holder: LeaseHolder): Outcome {
  const given = ownIdIn(request, holder);
  const nowMs = request.clock.nowMs();
  const state = leaseStateOf(holder, nowMs);
  if (state === "breaking" || state === "broken")
    throw conflict("LeaseIsBrokenAndCannotBeRenewed", "it has been broken and cannot be renewed");
  const { lease } = holder;
  if (lease !== undefined) lease.endsAtMs = endOf(lease.durationSeconds, nowMs);
  return { status: 200, headers: { "x-ms-lease-id": given } };
}

/** Given twice it answers twice: the id it changes to counts as the one it has. */
function change(request: AccountRequest, holder: LeaseHolder): Outcome {
  const given = requiredGuid(request, "x-ms-lease-id");
  const proposed = requiredGuid(request, "x-ms-proposed-lease-id");
  const state = leaseStateOf(holder, request.clock.nowMs());
  const { lease } = holder;
  if (lease === undefined || state === "broken" || state === "expired") throw notPresent();
  const isKnown = isSameId(given, lease.id) || isSameId(proposed, lease.id);
  if (!isKnown) throw mismatch();
  if (state === "breaking") throw conflict("LeaseIsBreakingAndCannotBeChanged", "it is breaking and cannot be changed");
  lease.id = proposed;
  return { status: 200, headers: { "x-ms-lease-id": proposed } };
}

function release(request: AccountRequest, holder: LeaseHolder): Outcome {
  ownIdIn(request, holder);
  holder.lease = undefined;
  return { status: 200, headers: {} };
}

function breakLease(request: AccountRequest, holder: LeaseHolder): Outcome {
  const asked = breakPeriodIn(request);
  const nowMs = request.clock.nowMs();
  const state = leaseStateOf(holder, nowMs);
  const { lease } = holder;
  if (lease === undefined) throw notPresent();
  const endMs = lease.brokenAtMs ?? lease.endsAtMs;
  const isOver = state === "broken" || state === "expired";
  const askedMs = asked === undefined ? (endMs ?? nowMs) : nowMs + asked * 1000;
  const brokenAtMs = isOver ? nowMs : Math.min(askedMs, endMs ?? Number.POSITIVE_INFINITY);
  if (state !== "broken") lease.brokenAtMs = brokenAtMs;
  return { status: 202, headers: { "x-ms-lease-time": String(Math.ceil((brokenAtMs - nowMs) / 1000)) } };
}

function endOf(durationSeconds: number | undefined, nowMs: number): number | undefined {
  return durationSeconds === undefined ? undefined : nowMs + durationSeconds * 1000;
}

/** undefined: infinite. */
function durationIn(request: AccountRequest): number | undefined {
  const name = "x-ms-lease-duration";
  const value = headerOf(request.headers, name);
  if (value === undefined) throw missingHeader(name);
  if (value === "-1") return undefined;
  const seconds = Number(value);
  if (!/^\d{1,3}$/.test(value) || seconds < 15 || seconds > 60) throw invalidHeader(name, value);
  return seconds;
}

function breakPeriodIn(request: AccountRequest): number | undefined {
  const name = "x-ms-lease-break-period";
  const value = headerOf(request.headers, name);
  if (value === undefined) return undefined;
  if (!/^\d{1,2}$/.test(value) || Number(value) > 60) throw invalidHeader(name, value);
  return Number(value);
}

function guidIn(request: AccountRequest, name: string): string | undefined {
  const value = headerOf(request.headers, name);
  if (value === undefined) return undefined;
  const match = /^\{?([0-9a-f]{8})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{4})-?([0-9a-f]{12})\}?$/i.exec(value);
  if (match === null) throw invalidHeader(name, value);
  return match.slice(1).join("-").toLowerCase();
}

function requiredGuid(request: AccountRequest, name: string): string {
  const value = guidIn(request, name);
  if (value === undefined) throw missingHeader(name);
  return value;
}

function ownIdIn(request: AccountRequest, holder: LeaseHolder): string {
  const given = requiredGuid(request, "x-ms-lease-id");
  if (!isSameId(given, holder.lease?.id)) throw mismatch();
  return given;
}

function mismatch(): BlobError {
  return new BlobError(
    409,
    "LeaseIdMismatchWithLeaseOperation",
    "The lease ID specified did not match the lease ID for the resource with the specified lease operation.",
  );
}

function notPresent(): BlobError {
  return new BlobError(
    409,
    "LeaseNotPresentWithLeaseOperation",
    "There is currently no lease on the resource with the specified lease operation.",
  );
}

function conflict(code: string, why: string): BlobError {
  return new BlobError(409, code, `The lease ID matched, but ${why}.`);
}
