// GET, DELETE and lists of storage accounts. As on Azure a list comes whole: accounts of a subscription are few.

import type { ArmAnswer, ArmRequest } from "../request.ts";
import { findGroup, findSubscription } from "../scopes.ts";
import { accountView } from "./account-view.ts";
import { accountNamed, accountsIn, accountsOfGroup, findAccount, type ResourceAccount } from "./storage-accounts.ts";

export function getAccount(request: ArmRequest): ArmAnswer {
  return { status: 200, body: accountView(request, findAccount(request)) };
}

/** What is not there is deleted already: 204. */
export function deleteAccount(request: ArmRequest): ArmAnswer {
  const account = accountNamed(request);
  if (account === undefined) return { status: 204 };
  request.accounts.removeAccount(account);
  return { status: 200 };
}

export function listAccountsInGroup(request: ArmRequest): ArmAnswer {
  return listView(request, accountsOfGroup(request.accounts, findGroup(request)));
}

export function listAccountsInSubscription(request: ArmRequest): ArmAnswer {
  const { subscriptionId } = findSubscription(request);
  return listView(
    request,
    accountsIn(request.accounts).filter(({ resource }) => resource.subscriptionId === subscriptionId),
  );
}

function listView(request: ArmRequest, accounts: ResourceAccount[]): ArmAnswer {
  const ordered = accounts.toSorted((a, b) => (a.resource.id.toLowerCase() < b.resource.id.toLowerCase() ? -1 : 1));
  return { status: 200, body: { value: ordered.map((account) => accountView(request, account)) } };
}
