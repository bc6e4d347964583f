// Views of a list that a reader keeps: names for addresses, in this browser.
import { Button, Empty, Flex, Input, Modal, Popover } from "antd";
import { useState } from "react";
import { setQuery, useQuery } from "../shell/router";
import { filled, useLanguage } from "../words/language";

type Views = Record<string, string>;

const keyOf = (name: string) => `hecha.desk.views.${name}`;
const read = (name: string) => JSON.parse(localStorage.getItem(keyOf(name)) ?? "{}") as Views;

interface KeptProps {
  views: Views;
  onOpen: (address: string) => void;
  onDelete: (view: string) => void;
  onSave: () => void;
}

function Kept({ views, onOpen, onDelete, onSave }: KeptProps) {
  const { words } = useLanguage();
  return (
    <Flex vertical gap={4} style={{ minWidth: 220 }}>
      {Object.keys(views).length === 0 && (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.noViews} />
      )}
      {Object.entries(views).map(([view, address]) => (
        <Flex key={view} justify="space-between" gap={8}>
          <Button type="text" onClick={() => onOpen(address)} style={{ flex: 1, justifyContent: "start" }}>
            {view}
          </Button>
          <Button type="text" danger aria-label={filled(words.deleteView, { name: view })} onClick={() => onDelete(view)}>
            {words.remove}
          </Button>
        </Flex>
      ))}
      <Button onClick={onSave}>{words.saveView}</Button>
    </Flex>
  );
}

export function SavedViews({ name, onOpen }: { name: string; onOpen: () => void }) {
  const { words } = useLanguage();
  const query = useQuery();
  const [views, setViews] = useState(() => read(name));
  const [shown, setShown] = useState(false);
  const [naming, setNaming] = useState(false);
  const [text, setText] = useState("");
  const keep = (next: Views) => {
    localStorage.setItem(keyOf(name), JSON.stringify(next));
    setViews(next);
  };
  const open = (address: string) => {
    setShown(false);
    onOpen();
    setQuery(new URLSearchParams(address));
  };
  const kept = (
    <Kept
      views={views}
      onOpen={open}
      onDelete={(view) => keep(Object.fromEntries(Object.entries(views).filter(([each]) => each !== view)))}
      onSave={() => {
        setShown(false);
        setText("");
        setNaming(true);
      }}
    />
  );
  const save = () => {
    keep({ ...views, [text]: query.toString() });
    setNaming(false);
  };
  return (
    <>
      <Popover content={kept} trigger="click" placement="bottomRight" open={shown} onOpenChange={setShown}>
        <Button>{words.views}</Button>
      </Popover>
      <Modal open={naming} title={words.saveView} onOk={save} onCancel={() => setNaming(false)} okButtonProps={{ disabled: !text }}>
        <Input aria-label={words.viewName} placeholder={words.viewName} value={text} onChange={(event) => setText(event.target.value)} />
      </Modal>
    </>
  );
}
