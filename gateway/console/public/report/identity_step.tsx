import { Alert, OneOf, TextField } from "../field";
import { useTexts } from "../language";
import type { StepProps } from "./steps";

export function IdentityStep({ draft, change, problems, noCustodian }: StepProps) {
  const { identity } = useTexts().report;
  const choices = (["anonymous", "named"] as const).map((value) => ({
    value,
    label: identity.kindList[value],
    hint: identity.kindHints[value],
  }));
  return (
    <>
      {noCustodian && <Alert>{identity.noCustodian}</Alert>}
      <OneOf
        id="kind"
        label={identity.kind}
        choices={choices}
        value={draft.kind}
        onChange={(kind) => change({ kind })}
      />
      {draft.kind === "named" && (
        <>
          <TextField
            id="name"
            label={identity.name}
            error={problems.name}
            most={50}
            value={draft.name}
            onChange={(name) => change({ name })}
          />
          <TextField
            id="phone"
            label={identity.phone}
            error={problems.phone}
            inputMode="tel"
            most={32}
            value={draft.phone}
            onChange={(phone) => change({ phone })}
          />
          <TextField
            id="idNumber"
            label={identity.idNumber}
            error={problems.idNumber}
            optional
            most={32}
            value={draft.idNumber}
            onChange={(idNumber) => change({ idNumber })}
          />
          <TextField
            id="address"
            label={identity.address}
            error={problems.address}
            optional
            most={200}
            value={draft.address}
            onChange={(address) => change({ address })}
          />
        </>
      )}
    </>
  );
}
