// PUT and PATCH of storage accounts. The creation is shown to take a moment: 202 and a Location to ask; a change is done at once.

import { AzureError } from "../../errors.ts";
import { newGuid } from "../../ids.ts";
import type { ResourceGroup } from "../../model/records/resource-group.ts";
import { findRegion } from "../../model/rules/regions.ts";
import { asObject, assertKnown, locationIn, tagsIn } from "../body.ts";
import type { ArmAnswer, ArmRequest } from "../request.ts";
import { param } from "../request.ts";
import { assertSameLocation, findGroup, findSubscription } from "../scopes.ts";
import { assertValidAccountName, takenMessage } from "./account-names.ts";
import { defaultSettings, kindIn, knownAccount, required, settingsIn, skuIn } from "./account-settings.ts";
import { accountView, isBeingCreated } from "./account-view.ts";
import type { ResourceAccount } from "./storage-accounts.ts";
import { accountNamed, accountsIn, findAccount } from "./storage-accounts.ts";

const creationMs = 1000;

export function putAccount(request: ArmRequest): ArmAnswer {
  const known = accountNamed(request);
  const body = asObject(request.body, "the body");
  assertKnown(body, knownAccount, "a storage account");
  if (known === undefined) return createAccount(request);
  assertSameLocation({ ...known.resource, name: known.name }, locationIn(body));
  return change(request, known);
}

export function patchAccount(request: ArmRequest): ArmAnswer {
  const body = asObject(request.body, "the body");
  assertKnown(body, knownAccount, "a storage account");
  return change(request, findAccount(request));
}

function change(request: ArmRequest, account: ResourceAccount): ArmAnswer {
  const body = asObject(request.body, "the body");
  const { resource } = account;
  const kind = kindIn(body) ?? resource.kind;
  if (kind === "Storage" && resource.kind !== "Storage") {
    throw new AzureError(409, "AccountKindCannotBeChanged", `The kind of storage account ${account.name} cannot be changed to Storage.`);
  }
  const sku = skuIn(body) ?? resource.sku;
  assertSameTier(account, sku);
  const settings = { ...resource.settings, ...settingsIn(body) };
  Object.assign(resource, { sku, kind, settings, tags: tagsIn(body) ?? resource.tags });
  request.accounts.touch();
  return { status: 200, body: accountView(request, account) };
}

function assertSameTier({ name, resource }: ResourceAccount, sku: string): void {
  if (sku.startsWith("Premium") === resource.sku.startsWith("Premium")) return;
  throw new AzureError(
    409,
    "AccountTypeCannotBeChanged",
    `The sku of storage account ${name} cannot be changed from ${resource.sku} to ${sku}.`,
  );
}

function createAccount(request: ArmRequest): ArmAnswer {
  const { world, accounts, options, apiVersion } = request;
  const group = findGroup(request);
  const name = param(request, "account");
  assertValidAccountName(name);
  assertFree(request, name, group);
  const body = asObject(request.body, "the body");
  const location = knownLocation(locationIn(body));
  const [sku, kind] = [required(skuIn(body), "sku.name"), required(kindIn(body), "kind")];
  const { resource } = accounts.addAccount(name, {
    id: `/subscriptions/${group.subscriptionId}/resourceGroups/${group.name}/providers/Microsoft.Storage/storageAccounts/${name}`,
    subscriptionId: group.subscriptionId,
    resourceGroup: group.name,
    location,
    sku,
    kind,
    tags: tagsIn(body) ?? {},
    createdAt: world.clock.nowTicks(),
    settings: { ...defaultSettings, ...settingsIn(body) },
    creation: { operationId: newGuid(), readyAtMs: world.clock.nowMs() + creationMs },
  });
  const path = `/subscriptions/${group.subscriptionId}/providers/Microsoft.Storage/locations/${location}/asyncoperations/${resource?.creation.operationId}`;
  return {
    status: 202,
    headers: {
      location: `${request.origin}${path}?monitor=true&api-version=${apiVersion}`,
      "retry-after": String(options.retryAfterSeconds),
    },
  };
}

function knownLocation(location: string): string {
  if (findRegion(location) !== undefined) return location;
  throw new AzureError(
    400,
    "LocationNotAvailableForResourceType",
    `The provided location '${location}' is not available for resource type 'Microsoft.Storage/storageAccounts'.`,
  );
}

function assertFree({ accounts }: ArmRequest, name: string, group: ResourceGroup): void {
  if (!accounts.accounts.has(name)) return;
  const owner = accountsIn(accounts).find((account) => account.name === name);
  if (owner?.resource.subscriptionId !== group.subscriptionId) throw new AzureError(409, "StorageAccountAlreadyTaken", takenMessage(name));
  throw new AzureError(
    409,
    "StorageAccountInAnotherResourceGroup",
    `The account ${name} is already in another resource group in this subscription.`,
  );
}

/** 202 until the account is there; then what it is. */
export function pollAccountCreation(request: ArmRequest): ArmAnswer {
  const { subscriptionId } = findSubscription(request);
  const operationId = param(request, "operation");
  const account = accountsIn(request.accounts).find(
    ({ resource }) => resource.creation.operationId === operationId && resource.subscriptionId === subscriptionId,
  );
  if (account === undefined) throw new AzureError(404, "NotFound", "The operation is not found.");
  if (!isBeingCreated(request, account.resource)) return { status: 200, body: accountView(request, account) };
  const location = `${request.origin}${request.path}?monitor=true&api-version=${request.apiVersion}`;
  return { status: 202, headers: { location, "retry-after": String(request.options.retryAfterSeconds) } };
}
