// Derives the key that opens hechactl's key file: libsodium's MODERATE, 256 MiB and most of a minute
// here, beside the page so that the page goes on.
import { argon2id } from "@noble/hashes/argon2";

const MODERATE = { t: 3, m: 256 * 1024, p: 1, dkLen: 32 };

interface Asked {
  passphrase: Uint8Array;
  salt: Uint8Array;
}

self.onmessage = ({ data }: MessageEvent<Asked>) => {
  self.postMessage(argon2id(data.passphrase, data.salt, MODERATE));
};
