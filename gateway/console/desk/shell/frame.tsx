// What stands around every page: the menu of what the user may do, and who it is.
import { Button, Drawer, Flex, Grid, Layout, Menu, Space, Typography } from "antd";
import { type ReactNode, useState } from "react";
import { useLanguage } from "../words/language";
import { areas } from "./navigation";
import { navigate, usePath } from "./router";
import { useSession } from "./session";

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
    <Menu
      mode="inline"
      selectedKeys={[at]}
      items={items}
      onClick={({ key }) => {
        navigate(`/${key}`);
        onGo();
      }}
      style={{ borderInlineEnd: 0 }}
    />
  );
}

export function Frame({ dark, onDark, children }: FrameProps) {
  const { words, code, setCode } = useLanguage();
  const { user, unit, signOut } = useSession();
  const other = code === "en" ? "zh-CN" : "en";
  const wide = Grid.useBreakpoint().lg ?? true;
  const [open, setOpen] = useState(false);
  return (
    <Layout style={{ minHeight: "100vh" }}>
      <a href="#content" className="skip">
        {words.skip}
      </a>
      <Layout.Header style={{ paddingInline: 16, height: "auto", minHeight: 56, lineHeight: "normal" }}>
        <Flex align="center" justify="space-between" wrap gap={8} style={{ minHeight: 56 }}>
          <Space>
            {!wide && (
              <Button onClick={() => setOpen(true)} aria-expanded={open}>
                {words.menu}
              </Button>
            )}
            <Typography.Text strong style={{ color: "#fff", fontSize: 16 }}>
              {words.title}
            </Typography.Text>
          </Space>
          <Space wrap size="small">
            <Typography.Text style={{ color: "#fff" }} data-user={user.username}>
              {unit?.name} {user.displayName}
            </Typography.Text>
            <Button size="small" onClick={() => onDark(!dark)}>
              {dark ? words.light : words.dark}
            </Button>
            <Button size="small" lang={other} onClick={() => setCode(other)}>
              {words.language}
            </Button>
            <Button size="small" onClick={() => void signOut()}>
              {words.signOut}
            </Button>
          </Space>
        </Flex>
      </Layout.Header>
      <Layout>
        {wide ? (
          <Layout.Sider width={200} theme={dark ? "dark" : "light"}>
            <nav aria-label={words.menu}>
              <Navigation onGo={() => undefined} />
            </nav>
          </Layout.Sider>
        ) : (
          <Drawer open={open} onClose={() => setOpen(false)} placement="left" size={260} title={words.menu}>
            <nav aria-label={words.menu}>
              <Navigation onGo={() => setOpen(false)} />
            </nav>
          </Drawer>
        )}
        <Layout.Content id="content" tabIndex={-1} style={{ padding: wide ? 24 : 12, minWidth: 0, overflowX: "clip" }}>
          {children}
        </Layout.Content>
      </Layout>
    </Layout>
  );
}

interface FrameProps {
  dark: boolean;
  onDark: (dark: boolean) => void;
  children: ReactNode;
}
