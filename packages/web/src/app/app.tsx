import { createCoachStreamClient } from '@coach-stream/client';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { createSession } from '../auth/session.ts';
import { createImageAddresses } from '../conversation/image-addresses.ts';
import { Notice } from '../parts/notice.tsx';
import { SignInPage } from '../sign-in/sign-in-page.tsx';
import { AppContext, type AppContextValue } from './app-context.ts';
import { loadStage, type Stage } from './load-stage.ts';
import { Routes } from './routes.tsx';
import { createUserStorage } from './user-storage.ts';

/** The whole app: reads the stage's outputs, then signs in, then shows the pages. */
export function App() {
  const [stage, setStage] = useState<Stage>();
  const [hasFailed, setHasFailed] = useState(false);
  useEffect(() => {
    loadStage().then(setStage, () => setHasFailed(true));
  }, []);
  if (hasFailed) {
    return (
      <div className="centered">
        <Notice onRetry={() => location.reload()}>
          This app could not read which stage it belongs to: <code>/outputs.json</code> is missing, or is of another
          version.
        </Notice>
      </div>
    );
  }
  return stage === undefined ? (
    <div className="centered" role="status">
      <span className="visually-hidden">Loading</span>
      <span className="spinner" />
    </div>
  ) : (
    <StageApp stage={stage} />
  );
}

function StageApp({ stage }: { readonly stage: Stage }) {
  const { outputs } = stage;
  const session = useMemo(() => createSession(outputs, localStorage), [outputs]);
  const person = useSyncExternalStore(session.subscribe, session.person);
  const [hasSignedInHere, setHasSignedInHere] = useState(false);
  useEffect(() => {
    const onStorage = ({ storageArea }: StorageEvent) => storageArea === localStorage && session.adopt();
    addEventListener('storage', onStorage);
    return () => removeEventListener('storage', onStorage);
  }, [session]);
  const context = useMemo((): AppContextValue | undefined => {
    if (person === undefined) {
      return undefined;
    }
    const { userId } = person;
    const client = createCoachStreamClient({ outputs, getToken: session.getToken });
    return {
      client,
      outputs,
      userId,
      storage: createUserStorage(localStorage, userId),
      images: createImageAddresses({
        read: async (keys) => (await client.api.uploads.imageUrls({ userId }, keys)).images,
        now: Date.now,
      }),
      signOut: session.end,
    };
  }, [outputs, person, session]);
  useEffect(() => {
    if (context !== undefined) {
      const { forgetLost } = context.images;
      addEventListener('online', forgetLost);
      return () => removeEventListener('online', forgetLost);
    }
    return undefined;
  }, [context]);
  return context === undefined ? (
    <SignInPage
      stage={stage}
      onSignedIn={(tokens) => {
        setHasSignedInHere(true);
        session.begin(tokens);
      }}
    />
  ) : (
    <AppContext value={context}>
      <Routes key={context.userId} hasSignedInHere={hasSignedInHere} />
    </AppContext>
  );
}
