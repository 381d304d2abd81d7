// The certificate authority of one data directory, made once, and the certificate it gives the loopback server.
// Clients trust ca.pem (NODE_EXTRA_CA_CERTS, REQUESTS_CA_BUNDLE); private keys are readable by their owner only.

import "reflect-metadata";
import { createPrivateKey, X509Certificate as NodeCertificate, webcrypto } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  AuthorityKeyIdentifierExtension,
  BasicConstraintsExtension,
  ExtendedKeyUsage,
  ExtendedKeyUsageExtension,
  KeyUsageFlags,
  KeyUsagesExtension,
  PemConverter,
  SubjectAlternativeNameExtension,
  SubjectKeyIdentifierExtension,
  X509Certificate,
  X509CertificateGenerator,
} from "@peculiar/x509";
import { writeFileAtomically } from "../state/write-file-atomically.ts";

export interface ServerTls {
  caFile: string;
  caPem: string;
  certPem: string;
  keyPem: string;
}

interface KeyAndCert {
  keyPem: string;
  certPem: string;
}

const dayMs = 86_400_000;
const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
const crypto = webcrypto as Crypto;

export async function openTls(dataDir: string): Promise<ServerTls> {
  const ca = (await load(dataDir, "ca")) ?? (await store(dataDir, "ca", await makeCa()));
  const known = await load(dataDir, "server");
  const server = known !== undefined && isGood(known, ca.certPem) ? known : await store(dataDir, "server", await makeLeaf(ca));
  return { caFile: join(dataDir, "ca.pem"), caPem: ca.certPem, certPem: server.certPem, keyPem: server.keyPem };
}

async function load(dataDir: string, name: string): Promise<KeyAndCert | undefined> {
  try {
    const [keyPem, certPem] = await Promise.all([
      readFile(join(dataDir, `${name}-key.pem`), "utf8"),
      readFile(join(dataDir, `${name}.pem`), "utf8"),
    ]);
    return { keyPem, certPem };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function store(dataDir: string, name: string, made: KeyAndCert): Promise<KeyAndCert> {
  await writeFileAtomically(join(dataDir, `${name}-key.pem`), made.keyPem, 0o600);
  await writeFileAtomically(join(dataDir, `${name}.pem`), made.certPem, 0o644);
  return made;
}

/** Whatever is wrong with it, another one is as good. */
function isGood({ certPem, keyPem }: KeyAndCert, caPem: string): boolean {
  try {
    const cert = new NodeCertificate(certPem);
    const isFresh = Date.parse(cert.validTo) > Date.now() + 30 * dayMs;
    return isFresh && cert.verify(new NodeCertificate(caPem).publicKey) && cert.checkPrivateKey(createPrivateKey(keyPem));
  } catch {
    return false;
  }
}

async function makeCa(): Promise<KeyAndCert> {
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const cert = await X509CertificateGenerator.createSelfSigned(
    {
      name: "CN=Local Azure CA, O=Local Azure",
      ...validity(3650),
      keys,
      signingAlgorithm: algorithm,
      extensions: [
        new BasicConstraintsExtension(true, 0, true),
        new KeyUsagesExtension(KeyUsageFlags.keyCertSign | KeyUsageFlags.cRLSign, true),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
      ],
    },
    crypto,
  );
  return { keyPem: await keyToPem(keys.privateKey), certPem: `${cert.toString("pem")}\n` };
}

async function makeLeaf(ca: KeyAndCert): Promise<KeyAndCert> {
  const caCert = new X509Certificate(ca.certPem);
  const signingKey = await keyFromPem(ca.keyPem);
  const keys = await crypto.subtle.generateKey(algorithm, true, ["sign", "verify"]);
  const cert = await X509CertificateGenerator.create(
    {
      subject: "CN=localhost, O=Local Azure",
      issuer: caCert.subject,
      ...validity(397),
      publicKey: keys.publicKey,
      signingKey,
      signingAlgorithm: algorithm,
      extensions: [
        new BasicConstraintsExtension(false, undefined, true),
        new KeyUsagesExtension(KeyUsageFlags.digitalSignature, true),
        new ExtendedKeyUsageExtension([ExtendedKeyUsage.serverAuth]),
        new SubjectAlternativeNameExtension([
          { type: "dns", value: "localhost" },
          { type: "ip", value: "127.0.0.1" },
          { type: "ip", value: "::1" },
        ]),
        await SubjectKeyIdentifierExtension.create(keys.publicKey, false, crypto),
        await AuthorityKeyIdentifierExtension.create(caCert, false, crypto),
      ],
    },
    crypto,
  );
  return { keyPem: await keyToPem(keys.privateKey), certPem: `${cert.toString("pem")}\n` };
}

/** Begins a day early: clocks of containers and their hosts differ. The real time counts here, not the moved clock. */
function validity(days: number): { notBefore: Date; notAfter: Date } {
  return { notBefore: new Date(Date.now() - dayMs), notAfter: new Date(Date.now() + days * dayMs) };
}

async function keyToPem(key: CryptoKey): Promise<string> {
  return `${PemConverter.encode(await crypto.subtle.exportKey("pkcs8", key), "PRIVATE KEY")}\n`;
}

async function keyFromPem(pem: string): Promise<CryptoKey> {
  const [der] = PemConverter.decode(pem);
  if (der === undefined) throw new Error("the key file of the certificate authority holds no key");
  return crypto.subtle.importKey("pkcs8", der, algorithm, false, ["sign"]);
}
