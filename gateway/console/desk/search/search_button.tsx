// Search from anywhere: "/" or Ctrl-K opens it over the page, and Escape leaves the page as it was.
import { Button, Drawer } from "antd";
import { useEffect, useState } from "react";
import { useLanguage } from "../words/language";
import { Search } from "./search";

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName));

export function SearchButton({ wide }: { wide: boolean }) {
  const { words } = useLanguage();
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const called = event.key === "k" && (event.ctrlKey || event.metaKey);
      const slash = event.key === "/" && !isTyping(event.target);
      if (!called && !slash) return;
      event.preventDefault();
      setOpen(true);
    };
    document.addEventListener("keydown", press);
    return () => document.removeEventListener("keydown", press);
  }, []);
  return (
    <>
      <Button
        type="text"
        className="on-header search-open"
        onClick={() => setOpen(true)}
        aria-keyshortcuts="/ Control+K"
      >
        {words.searchWords}
        {wide && <kbd>/</kbd>}
      </Button>
      <Drawer open={open} onClose={() => setOpen(false)} title={words.searchWords} size={860} destroyOnHidden>
        <Search onLeave={() => setOpen(false)} />
      </Drawer>
    </>
  );
}
