// What a box holds: a hecha.intake.v1.SealedIdentity, which no method carries in the clear, so that
// its few fields are read here and nowhere else.
import { ForeignBox } from "./box";

export interface Identity {
  name: string;
  phone: string;
  idNumber: string;
  address: string;
}

const LENGTH_DELIMITED = 2;

// The fields of a message whose every field is text or a message.
function fieldsOf(bytes: Uint8Array): Map<number, Uint8Array> {
  const fields = new Map<number, Uint8Array>();
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = bytes[at++];
      if (byte === undefined || shift > 28) throw new ForeignBox();
      value += (byte & 0x7f) * 2 ** shift;
      if (byte < 0x80) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const size = varint();
    if (tag % 8 !== LENGTH_DELIMITED || at + size > bytes.length) throw new ForeignBox();
    fields.set(Math.floor(tag / 8), bytes.subarray(at, at + size));
    at += size;
  }
  return fields;
}

// Throws ForeignBox unless it is the identity of this lead's reporter.
export function readIdentity(bytes: Uint8Array, leadId: string): Identity {
  const text = (part: Uint8Array | undefined) => new TextDecoder().decode(part);
  const sealed = fieldsOf(bytes);
  const identity = sealed.get(2);
  if (text(sealed.get(1)) !== leadId || !identity) throw new ForeignBox();
  const fields = fieldsOf(identity);
  return {
    name: text(fields.get(1)),
    phone: text(fields.get(2)),
    idNumber: text(fields.get(3)),
    address: text(fields.get(4)),
  };
}
