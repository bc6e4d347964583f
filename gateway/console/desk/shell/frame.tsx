// What stands around every page: the menu of what the user may do, the search, and who it is.
import { Button, Drawer, Dropdown, Flex, Grid, Layout, Menu, Space, Typography } from "antd";
import { type ReactNode, useState } from "react";
import { SearchButton } from "../search/search_button";
import { useLanguage } from "../words/language";
import { areas } from "./navigation";
import { navigate, usePath } from "./router";
import { useSession } from "./session";
import { leaving } from "./unsaved";

function Navigation({ onGo }: { onGo: () => void }) {
  const { words } = useLanguage();
  const { may } = useSession();
  const [at = "home"] = usePath();
  const items = areas.flatMap((area) => {
    const children = area.places
      .filter((place) => may(place.needs))
      .map((place) => ({ key: place.path, label: words[place.title] }));
    return children.length > 0
      ? [{ type: "group" as const, key: `area-${area.title}`, label: words[area.title], children }]
      : [];
  });
  return (
    <nav aria-label={words.menu} className="menu">
      <Menu
        mode="inline"
        selectedKeys={[at]}
        items={items}
        onClick={({ key }) => {
          navigate(`/${key}`);
          onGo();
        }}
      />
    </nav>
  );
}

interface LookProps {
  dark: boolean;
  onDark: (dark: boolean) => void;
}

// Who it is, and how the desk looks and speaks; on a phone behind one button.
function Person({ dark, onDark, wide }: LookProps & { wide: boolean }) {
  const { words, code, setCode } = useLanguage();
  const { user, unit, signOut } = useSession();
  const other = code === "en" ? "zh-CN" : "en";
  const choices = [
    { key: "dark", label: dark ? words.light : words.dark, lang: code, onClick: () => onDark(!dark) },
    { key: "language", label: words.language, lang: other, onClick: () => setCode(other) },
    { key: "signOut", label: words.signOut, lang: code, onClick: () => leaving(() => void signOut()) },
  ];
  if (!wide) {
    const items = choices.map(({ key, label, lang, onClick }) => ({
      key,
      label: <span lang={lang}>{label}</span>,
      onClick,
    }));
    return (
      <Dropdown menu={{ items }} trigger={["click"]}>
        <Button type="text" className="on-header person" data-user={user.username}>
          {user.displayName}
        </Button>
      </Dropdown>
    );
  }
  return (
    <Space size="small">
      <Typography.Text className="on-header" data-user={user.username}>
        {unit?.name} {user.displayName}
      </Typography.Text>
      {choices.map(({ key, label, lang, onClick }) => (
        <Button key={key} type="text" className="on-header" lang={lang} onClick={onClick}>
          {label}
        </Button>
      ))}
    </Space>
  );
}

export function Frame({ children, ...look }: LookProps & { children: ReactNode }) {
  const { words } = useLanguage();
  const { may } = useSession();
  const wide = Grid.useBreakpoint().lg ?? true;
  const [open, setOpen] = useState(false);
  return (
    <Layout className="frame">
      <a href="#content" className="skip">
        {words.skip}
      </a>
      <Layout.Header className="header">
        <Space>
          {!wide && (
            <Button type="text" className="on-header" onClick={() => setOpen(true)} aria-expanded={open}>
              {words.menu}
            </Button>
          )}
          <Typography.Text strong className="on-header product">
            {words.title}
          </Typography.Text>
        </Space>
        <Flex gap={8} align="center">
          {may("searchLeads") && <SearchButton wide={wide} />}
          <Person {...look} wide={wide} />
        </Flex>
      </Layout.Header>
      <Layout>
        {wide ? (
          <Layout.Sider width={184} theme={look.dark ? "dark" : "light"} className="sider">
            <Navigation onGo={() => undefined} />
          </Layout.Sider>
        ) : (
          <Drawer open={open} onClose={() => setOpen(false)} placement="left" size={260} title={words.menu}>
            <Navigation onGo={() => setOpen(false)} />
          </Drawer>
        )}
        <Layout.Content id="content" tabIndex={-1} className="content">
          {children}
        </Layout.Content>
      </Layout>
    </Layout>
  );
}
