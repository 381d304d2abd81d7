import type { IncomingMessage, ServerResponse } from "node:http";
import { dropAccountsOfGoneGroups } from "../arm/storage/storage-accounts.ts";
import type { AccountCatalog } from "../blob/accounts/account-catalog.ts";
import type { Entra } from "../blob/accounts/account-request.ts";
import { createBlobHandler } from "../blob/handler.ts";
import type { Records } from "../model/records/records.ts";
import { settle } from "../model/rules/settle.ts";

/** What answers on the blob listener. */
export function createBlobSite({ world, accounts, entra }: { world: Records; accounts: AccountCatalog; entra?: Entra }) {
  const answer = createBlobHandler({ world, accounts, entra });
  return async (req: IncomingMessage, res: ServerResponse): Promise<void> => {
    settle(world);
    dropAccountsOfGoneGroups(world, accounts);
    await answer(req, res);
  };
}
