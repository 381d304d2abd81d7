// The two keys of a storage account: shown, and made anew. What was signed with an old one is refused from then on.

import { keyNames } from "../../blob/accounts/account-types.ts";
import { asObject, choiceIn } from "../body.ts";
import type { ArmAnswer, ArmRequest } from "../request.ts";
import { required } from "./account-settings.ts";
import { findAccount, type ResourceAccount } from "./storage-accounts.ts";

export function listKeys(request: ArmRequest): ArmAnswer {
  return keysView(findAccount(request));
}

export function regenerateKey(request: ArmRequest): ArmAnswer {
  const account = findAccount(request);
  const body = asObject(request.body, "the body");
  request.accounts.regenerateKey(account, required(choiceIn(body, "keyName", keyNames), "keyName"));
  return keysView(account);
}

function keysView({ keys }: ResourceAccount): ArmAnswer {
  const shown = keyNames.map((keyName) => ({
    creationTime: keys[keyName].createdAt,
    keyName,
    value: keys[keyName].value,
    permissions: "FULL",
  }));
  return { status: 200, body: { keys: shown } };
}
