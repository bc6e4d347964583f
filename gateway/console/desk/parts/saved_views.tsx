// Views of a list that a reader keeps: names for addresses, in this browser.
import { Button, Dropdown, Input, Modal } from "antd";
import { useState } from "react";
import { setQuery, useQuery } from "../shell/router";
import { useLanguage } from "../words/language";

type Views = Record<string, string>;

const keyOf = (name: string) => `hecha.desk.views.${name}`;
const read = (name: string) => JSON.parse(localStorage.getItem(keyOf(name)) ?? "{}") as Views;

export function SavedViews({ name, onOpen }: { name: string; onOpen: () => void }) {
  const { words } = useLanguage();
  const query = useQuery();
  const [views, setViews] = useState(() => read(name));
  const [naming, setNaming] = useState(false);
  const [text, setText] = useState("");
  const save = () => {
    const next = { ...views, [text]: query.toString() };
    localStorage.setItem(keyOf(name), JSON.stringify(next));
    setViews(next);
    setNaming(false);
  };
  const items = [
    ...Object.entries(views).map(([view, address]) => ({
      key: view,
      label: view,
      onClick: () => {
        onOpen();
        setQuery(new URLSearchParams(address));
      },
    })),
    { type: "divider" as const },
    { key: "+", label: words.saveView, onClick: () => setNaming(true) },
  ];
  return (
    <>
      <Dropdown menu={{ items }} trigger={["click"]}>
        <Button>{words.views}</Button>
      </Dropdown>
      <Modal open={naming} title={words.saveView} onOk={save} onCancel={() => setNaming(false)} okButtonProps={{ disabled: !text }}>
        <Input aria-label={words.viewName} placeholder={words.viewName} value={text} onChange={(event) => setText(event.target.value)} />
      </Modal>
    </>
  );
}
