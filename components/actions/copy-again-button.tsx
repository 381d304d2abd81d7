// A failed copy: deleted and made again in one step, after its plan was shown.
import { Button } from "@mantine/core";
import { IconRefresh } from "@tabler/icons-react";
import dynamic from "next/dynamic";
import { useState } from "react";
import { untilLoaded } from "#lib/client/api/until-loaded.ts";
import type { CopyAgainRequest } from "#lib/operations/kinds/copy-again/request.ts";

const CopyAgainDialog = dynamic(() => untilLoaded(() => import("./copy-again-dialog.tsx")).then((m) => m.CopyAgainDialog), { ssr: false });

export function CopyAgainButton({ request }: { request: CopyAgainRequest }) {
  // Undefined until it is first used: its code is loaded then.
  const [isOpen, setOpen] = useState<boolean>();
  return (
    <>
      <Button variant="default" leftSection={<IconRefresh size={14} />} onClick={() => setOpen(true)}>
        Delete it and copy again
      </Button>
      {isOpen !== undefined && <CopyAgainDialog request={request} opened={isOpen} onClose={() => setOpen(false)} />}
    </>
  );
}
