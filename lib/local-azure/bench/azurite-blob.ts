// A page blob in Azurite, by the same bare client as ours: its SAS is made by the SDK.

import {
  BlobSASPermissions,
  BlobServiceClient,
  generateBlobSASQueryParameters,
  SASProtocol,
  StorageSharedKeyCredential,
} from "@azure/storage-blob";
import { createSend, type Received } from "./bench-client.ts";

export interface PageBlob {
  putPage(offset: number, bytes: Uint8Array): Promise<void>;
  listPages(): Promise<Buffer>;
  read(headers: Record<string, string>): Promise<Received>;
  close(): void;
}

/** Known to everybody: Azurite's only account. */
const account = "devstoreaccount1";
const key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

export async function createAzuriteBlob(origin: string, lengthBytes: number): Promise<PageBlob> {
  const credential = new StorageSharedKeyCredential(account, key);
  const container = new BlobServiceClient(`${origin}/${account}`, credential).getContainerClient("bench");
  await container.create();
  const blob = container.getPageBlobClient("disk");
  await blob.create(lengthBytes);
  const permissions = BlobSASPermissions.parse("rw");
  const expiresOn = new Date(Date.now() + 3_600_000);
  const sas = generateBlobSASQueryParameters(
    { containerName: "bench", blobName: "disk", permissions, expiresOn, protocol: SASProtocol.HttpsAndHttp },
    credential,
  );
  const url = `${blob.url}?${sas}`;
  const { send, close } = createSend();
  const assertOk = async (answer: ReturnType<typeof send>) => {
    const { status, body } = await answer;
    if (status >= 300) throw new Error(`Azurite answered ${status} ${body}`);
    return body;
  };
  return {
    async putPage(offset, bytes) {
      await assertOk(send(`${url}&comp=page`, { method: "PUT", headers: putPageHeaders(offset, bytes.length), body: bytes }));
    },
    read: (headers) => send(url, { headers }),
    listPages: () => assertOk(send(`${url}&comp=pagelist`, { headers: { "x-ms-version": "2019-07-07" } })),
    close,
  };
}

export function putPageHeaders(offset: number, lengthBytes: number): Record<string, string> {
  return { "x-ms-version": "2023-11-03", "x-ms-page-write": "update", "x-ms-range": `bytes=${offset}-${offset + lengthBytes - 1}` };
}
