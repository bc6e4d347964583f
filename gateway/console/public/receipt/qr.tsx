import qrcode from "qrcode-generator";
import { useMemo } from "react";

const QUIET_ZONE = 4;

// `text` as a QR code, drawn and not loaded; black on white in either colour scheme.
export function Qr({ text, label }: { text: string; label: string }) {
  const { path, side } = useMemo(() => {
    const code = qrcode(0, "M");
    code.addData(text);
    code.make();
    const count = code.getModuleCount();
    let drawn = "";
    for (let row = 0; row < count; ++row) {
      for (let column = 0; column < count; ++column) {
        if (code.isDark(row, column)) drawn += `M${column + QUIET_ZONE} ${row + QUIET_ZONE}h1v1h-1z`;
      }
    }
    return { path: drawn, side: count + 2 * QUIET_ZONE };
  }, [text]);
  return (
    <svg className="qr" role="img" aria-label={label} viewBox={`0 0 ${side} ${side}`}>
      <rect width={side} height={side} fill="#fff" />
      <path d={path} fill="#000" />
    </svg>
  );
}
