// Pages of a list that the server cuts: forward by its token, back by those before.
import { Button, Flex } from "antd";
import type { ReactNode } from "react";
import { filled, useLanguage } from "../words/language";

interface PagerProps {
  tokens: readonly string[];
  next: string;
  onTokens: (tokens: string[]) => void;
  children?: ReactNode;
}

export function Pager({ tokens, next, onTokens, children }: PagerProps) {
  const { words } = useLanguage();
  if (tokens.length < 2 && !next && !children) return null;
  return (
    <Flex gap={8} align="center" justify="end" wrap>
      {children}
      <Button disabled={tokens.length < 2} onClick={() => onTokens(tokens.slice(0, -1))}>
        {words.previous}
      </Button>
      <span>{filled(words.page, { n: tokens.length })}</span>
      <Button disabled={!next} onClick={() => onTokens([...tokens, next])}>
        {words.next}
      </Button>
    </Flex>
  );
}
