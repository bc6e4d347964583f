// A table that scrolls sideways by itself where its place is too narrow for it; the keyboard reaches
// it there. antd's own scrolling takes no focus, and repeats the heads, buttons and all, unseen.
import { Table, type TableProps } from "antd";
import { useEffect, useRef, useState } from "react";
import { useLanguage } from "../words/language";

export function WideTable<Line extends object>(props: TableProps<Line>) {
  const { words } = useLanguage();
  const place = useRef<HTMLDivElement>(null);
  const [over, setOver] = useState(false);
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setOver(element.scrollWidth > element.clientWidth));
    watch.observe(element);
    for (const table of element.querySelectorAll("table")) watch.observe(table);
    return () => watch.disconnect();
  }, []);
  return (
    <div
      ref={place}
      className="wide"
      {...(over ? { role: "group", "aria-label": words.scrollsSideways, tabIndex: 0 } : {})}
    >
      <Table<Line> {...props} />
    </div>
  );
}
