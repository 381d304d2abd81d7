// Finding storage accounts by what a path names, and what becomes of them when their resource group goes.

import type { AccountCatalog } from "../../blob/accounts/account-catalog.ts";
import type { AccountResource, StorageAccount } from "../../blob/accounts/account-types.ts";
import type { ReadableRecords } from "../../model/records/records.ts";
import type { ArmRequest } from "../request.ts";
import { param } from "../request.ts";
import { findGroup, storageAccountNotFound } from "../scopes.ts";

export interface ResourceAccount extends StorageAccount {
  resource: AccountResource;
}

/** Those that are Azure resources. */
export function accountsIn(catalog: AccountCatalog): ResourceAccount[] {
  return [...catalog.accounts.values()].filter((account): account is ResourceAccount => account.resource !== undefined);
}

export function accountsOfGroup(catalog: AccountCatalog, group: { subscriptionId: string; name: string }): ResourceAccount[] {
  return accountsIn(catalog).filter(
    ({ resource }) => resource.subscriptionId === group.subscriptionId && resource.resourceGroup.toLowerCase() === group.name.toLowerCase(),
  );
}

/** undefined: the group has none of that name. */
export function accountNamed(request: ArmRequest): ResourceAccount | undefined {
  const name = param(request, "account").toLowerCase();
  return accountsOfGroup(request.accounts, findGroup(request)).find((account) => account.name === name);
}

export function findAccount(request: ArmRequest): ResourceAccount {
  const found = accountNamed(request);
  if (found !== undefined) return found;
  throw storageAccountNotFound(param(request, "account"), param(request, "group"));
}

/** Accounts go with their group. Call before looking, after the world has settled. */
export function dropAccountsOfGoneGroups(records: ReadableRecords, catalog: AccountCatalog): void {
  for (const account of accountsIn(catalog)) {
    const { subscriptionId, resourceGroup } = account.resource;
    if (records.findGroup(subscriptionId, resourceGroup) === undefined) catalog.removeAccount(account);
  }
}
