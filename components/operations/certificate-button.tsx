import { Button } from "@mantine/core";
import { IconCertificate } from "@tabler/icons-react";
import { certificateUrl } from "#lib/client/operations/use-verification.ts";

/** what: "every byte", for the button's name. */
export function CertificateButton({ operationId, what }: { operationId: string; what: string }) {
  return (
    <Button
      component="a"
      href={certificateUrl(operationId)}
      download
      variant="default"
      leftSection={<IconCertificate size={14} />}
      aria-label={`Download the certificate (${what})`}
    >
      Certificate
    </Button>
  );
}
