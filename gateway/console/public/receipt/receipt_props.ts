// What every part of an opened receipt is given: the receipt, what it shows, and whom to tell of
// a newer view.
import type { ReceiptView } from "@generated/api";

export interface ReceiptProps {
  receipt: string;
  view: ReceiptView;
  onChange: (view: ReceiptView) => void;
}
