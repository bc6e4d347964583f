import { Typography } from "antd";
import type { ReactNode } from "react";

// The name of a page.
export function Heading({ children }: { children: ReactNode }) {
  return (
    <Typography.Title level={1} className="heading">
      {children}
    </Typography.Title>
  );
}
