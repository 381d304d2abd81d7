import { dirname, join } from "node:path";
import type { LocalAzureEndpoints } from "./endpoints.ts";

/** How to point other tools here. The secret shown is good for this data directory only. */
export function guideText(endpoints: LocalAzureEndpoints): string {
  const { arm, caFile, tenantId, clients, personas, subscriptions } = endpoints;
  const { clientId, clientSecret } = clients[0] ?? { clientId: "", clientSecret: "" };
  const subscriptionId = subscriptions[0]?.subscriptionId ?? "";
  return `
Local Azure answers on ${arm} (ARM, sign-in) and ${endpoints.blob} (blobs).
Every tool must trust its certificate authority; none needs verification switched off.

az (in a configuration of its own, so that yours stays as it is)
  export AZURE_CONFIG_DIR=${join(dirname(caFile), "az")}
  export REQUESTS_CA_BUNDLE=${caFile}
  az cloud register -n LocalAzure --endpoint-resource-manager ${arm} --endpoint-management ${arm} \\
    --endpoint-active-directory ${arm}/adfs --endpoint-active-directory-resource-id https://management.core.windows.net/
  az cloud set -n LocalAzure
  az login --service-principal -u ${clientId} -p ${clientSecret} --tenant ${tenantId}
  az snapshot list -o table
  key=$(az storage account keys list -n NAME --query [0].value -o tsv)
  export AZURE_STORAGE_CONNECTION_STRING="DefaultEndpointsProtocol=https;AccountName=NAME;AccountKey=$key;BlobEndpoint=${endpoints.blob}/NAME"
  az storage container list -o table

Python
  export REQUESTS_CA_BUNDLE=${caFile}
  credential = ClientSecretCredential("${tenantId}", "${clientId}", "${clientSecret}",
      authority="${arm}", disable_instance_discovery=True)
  client = ComputeManagementClient(credential, "${subscriptionId}",
      base_url="${arm}", credential_scopes=["https://management.azure.com/.default"])

JavaScript
  export NODE_EXTRA_CA_CERTS=${caFile}
  const credential = new ClientSecretCredential("${tenantId}", "${clientId}", "${clientSecret}",
    { authorityHost: "${arm}", disableInstanceDiscovery: true });
  const client = new ComputeManagementClient(credential, "${subscriptionId}", { endpoint: "${arm}" });

Exported disks (where the geometry of a VHD's footer is too small for the disk)
  qemu-img convert -O raw --image-opts driver=vpc,force_size_calc=current_size,file.filename=disk.vhd disk.raw

People, on a sign-in page without passwords: ${personas.map(({ userPrincipalName }) => userPrincipalName).join(", ")}
  const app = new PublicClientApplication({ auth: { clientId: "any guid", redirectUri: "http://localhost:3000",
    authority: "${arm}/${tenantId}", knownAuthorities: ["${new URL(arm).host}"] } });
  await app.acquireTokenPopup({ scopes: ["https://management.azure.com/.default"] });
`;
}
