import type { ChainDetail } from "#lib/contract/chains.ts";
import { AppError } from "#lib/domain/app-error.ts";
import type { EstateDeps } from "#lib/services/inventory/estate-reader.ts";
import type { CallContext } from "#lib/services/ports/call-context.ts";

export async function getChain({ view, estate }: EstateDeps, chainId: string, context: CallContext): Promise<ChainDetail> {
  const { asOf } = await view.current(context);
  const detail = await estate.chains.detail(context, chainId);
  if (!detail)
    throw new AppError("not-found", "There is no such chain; its snapshots may have been deleted.", {
      details: { field: "id", given: chainId },
    });
  return { ...detail, asOf };
}
