import { useEffect, useRef } from "react";
import { Cases } from "./cases";
import { Guide } from "./guide";
import { Home } from "./home";
import { useLanguage } from "./language";
import { type Page, pages, useNavigation } from "./navigation";
import { leave, useQuickExit } from "./quick_exit";
import { Receipt } from "./receipt/receipt";
import { Report } from "./report/report";

function Header({ page, go }: { page: Page; go: (page: Page) => void }) {
  const { texts, change } = useLanguage();
  const other = texts.locale === "en" ? "zh-CN" : "en";
  return (
    <header>
      <div className="bar">
        <div className="brand">
          <svg viewBox="0 0 32 32" aria-hidden="true">
            <path d="M16 2 4 6.500v8.300C4 22 9 27.600 16 30c7-2.400 12-8 12-15.200V6.500z" />
            <path className="tick" d="m10.500 16 4 4 7.500-8" />
          </svg>
          <p>
            <strong>{texts.name}</strong>
            <small>{texts.owner}</small>
          </p>
        </div>
        <button type="button" className="link" lang={other} onClick={change}>
          {texts.otherLanguage}
        </button>
        <button type="button" className="button exit" title={texts.exitHint} onClick={leave}>
          {texts.exit}
          <kbd aria-hidden="true">Esc Esc</kbd>
        </button>
      </div>
      <nav>
        {pages.map((each) => (
          <button
            type="button"
            key={each}
            aria-current={each === page ? "page" : undefined}
            onClick={() => go(each)}
          >
            {texts.nav[each]}
          </button>
        ))}
      </nav>
    </header>
  );
}

export function App() {
  const { texts } = useLanguage();
  const [page, go] = useNavigation();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useQuickExit();
  useEffect(() => {
    if (!first.current) main.current?.focus();
    first.current = false;
  }, [page]);
  return (
    <>
      <a
        className="skip"
        href="#main"
        onClick={(event) => {
          // An address of its own would be one more entry of the history.
          event.preventDefault();
          main.current?.focus();
        }}
      >
        {texts.skip}
      </a>
      <Header page={page} go={go} />
      <main id="main" ref={main} tabIndex={-1} key={page}>
        {page === "home" && <Home go={go} />}
        {page === "report" && <Report onDone={() => go("home")} />}
        {page === "receipt" && <Receipt />}
        {page === "guide" && <Guide />}
        {page === "cases" && <Cases />}
      </main>
      <footer>{texts.footer}</footer>
    </>
  );
}
