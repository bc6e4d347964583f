// Who is signed in. When the session ends the page stays as it is and asks for the password over
// it, so that nothing typed is lost.
import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from "react";
import { Modal, Spin } from "antd";
import { configure } from "@api/call";
import { deleteSession, getMe, type GetMeResponse, type Unit, type User } from "@generated/api";
import { mayCall, type MethodName } from "../schema";
import { useLanguage } from "../words/language";
import { listenAnew } from "./changes";
import { isAway } from "./presence";
import { SignIn } from "./sign_in";

export interface Session {
  user: User;
  unit: Unit | undefined;
  secondFactor: boolean;
  may: (method: MethodName) => boolean;
  reload: () => Promise<void>;
  signOut: () => Promise<void>;
}

const SessionContext = createContext<Session | undefined>(undefined);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error("nobody is signed in");
  return session;
}

export function SessionProvider({ children }: { children: ReactNode }) {
  const { words } = useLanguage();
  const [me, setMe] = useState<GetMeResponse>();
  const [asked, setAsked] = useState(false);
  const [expired, setExpired] = useState(false);
  const load = useCallback(async () => {
    try {
      setMe(await getMe());
      setExpired(false);
    } catch {
      // Not signed in: the page asks.
    }
    setAsked(true);
  }, []);
  useEffect(() => {
    configure({ credentials: "same-origin", signedOut: () => setExpired(true), unasked: isAway });
    void load();
  }, [load]);
  if (!me?.user) {
    return asked ? <SignIn onDone={load} /> : <Spin fullscreen description={words.title} />;
  }
  const { user } = me;
  const session: Session = {
    user,
    unit: me.unit,
    secondFactor: me.secondFactor,
    may: (method) => mayCall(method, user.roles),
    reload: load,
    signOut: async () => {
      await deleteSession();
      window.location.assign("/desk/");
    },
  };
  return (
    <SessionContext.Provider value={session}>
      {children}
      <Modal
        open={expired}
        closable={false}
        mask={{ closable: false }}
        footer={null}
        zIndex={5000}
        title={words.signedOut}
      >
        <SignIn onDone={() => load().then(listenAnew)} expected={user.username} />
      </Modal>
    </SessionContext.Provider>
  );
}
