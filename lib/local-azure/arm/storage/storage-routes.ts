// The calls of Microsoft.Storage that are answered.

import type { Route } from "../route.ts";
import { listKeys, regenerateKey } from "./account-keys.ts";
import { checkNameAvailability } from "./account-names.ts";
import { patchAccount, pollAccountCreation, putAccount } from "./put-account.ts";
import { deleteAccount, getAccount, listAccountsInGroup, listAccountsInSubscription } from "./read-accounts.ts";

const provider = "providers/Microsoft.Storage";
const subscription = "/subscriptions/{subscription}";
const all = `${subscription}/resourceGroups/{group}/${provider}/storageAccounts`;

export const storageAccountPattern = `${all}/{account}`;

export const storageRoutes: readonly Route[] = [
  { method: "GET", pattern: `${subscription}/${provider}/storageAccounts`, ...may("read"), handle: listAccountsInSubscription },
  { method: "GET", pattern: all, ...may("read"), handle: listAccountsInGroup },
  { method: "GET", pattern: storageAccountPattern, ...may("read"), handle: getAccount },
  { method: "PUT", pattern: storageAccountPattern, ...may("write"), handle: putAccount },
  { method: "PATCH", pattern: storageAccountPattern, ...may("write"), handle: patchAccount },
  { method: "DELETE", pattern: storageAccountPattern, ...may("delete"), handle: deleteAccount },
  { method: "POST", pattern: `${storageAccountPattern}/listKeys`, ...may("listkeys/action"), handle: listKeys },
  { method: "POST", pattern: `${storageAccountPattern}/regenerateKey`, ...may("regeneratekey/action"), handle: regenerateKey },
  {
    method: "POST",
    pattern: `${subscription}/${provider}/checkNameAvailability`,
    action: "Microsoft.Storage/checknameavailability/read",
    handle: checkNameAvailability,
  },
  // Whoever may start an operation may poll it.
  { method: "GET", pattern: `${subscription}/${provider}/locations/{location}/asyncoperations/{operation}`, handle: pollAccountCreation },
];

function may(verb: string): { action: string } {
  return { action: `Microsoft.Storage/storageAccounts/${verb}` };
}
