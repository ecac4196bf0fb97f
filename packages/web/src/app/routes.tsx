import { lazy, Suspense, useState } from 'react';
import { Route, Router, Switch, useLocation } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { CoachesPage } from '../coaches/coaches-page.tsx';
import { Page } from '../parts/page.tsx';
import { NavigationContext } from '../shell/navigation.ts';
import { Shell } from '../shell/shell.tsx';
import { PageBoundary } from './page-boundary.tsx';

const ConversationsPage = lazy(async () => ({
  default: (await import('../conversation/conversations-page.tsx')).ConversationsPage,
}));
const CreatorPage = lazy(async () => ({ default: (await import('../creator/creator-page.tsx')).CreatorPage }));
const ChatsPage = lazy(async () => ({ default: (await import('../chats/chats-page.tsx')).ChatsPage }));
const WorkoutsPage = lazy(async () => ({ default: (await import('../records/workouts-page.tsx')).WorkoutsPage }));
const MemoriesPage = lazy(async () => ({ default: (await import('../records/memories-page.tsx')).MemoriesPage }));
const ProfilePage = lazy(async () => ({ default: (await import('../profile/profile-page.tsx')).ProfilePage }));

interface RoutesProps {
  /** The first page follows on the sign-in, which the person has just left. */
  readonly hasSignedInHere: boolean;
}

/** Every page by its address, which stands behind `#`: the app can be served from any folder, without rewrites. */
export function Routes({ hasSignedInHere }: RoutesProps) {
  return (
    <Router hook={useHashLocation}>
      <Pages hasSignedInHere={hasSignedInHere} />
    </Router>
  );
}

function Pages({ hasSignedInHere }: RoutesProps) {
  const [location] = useLocation();
  const [firstLocation] = useState(location);
  const [hasNavigated, setHasNavigated] = useState(hasSignedInHere);
  if (!hasNavigated && location !== firstLocation) {
    setHasNavigated(true);
  }
  return (
    <NavigationContext value={hasNavigated}>
      <Shell>
        <PageBoundary location={location}>
          <Suspense fallback={<div className="page" aria-busy />}>
            <Switch>
              <Route path="/">
                <CoachesPage />
              </Route>
              <Route path="/coaches/:coachId/:conversationId?">
                {({ coachId, conversationId }) => (
                  <ConversationsPage key={coachId} coachId={coachId} conversationId={conversationId} />
                )}
              </Route>
              <Route path="/create/:sessionId">
                {({ sessionId }) => <CreatorPage key={sessionId} sessionId={sessionId} />}
              </Route>
              <Route path="/chats/:sessionId?">{({ sessionId }) => <ChatsPage sessionId={sessionId} />}</Route>
              <Route path="/workouts">
                <WorkoutsPage />
              </Route>
              <Route path="/memories">
                <MemoriesPage />
              </Route>
              <Route path="/profile">
                <ProfilePage />
              </Route>
              <Route>
                <Page title="Nothing here" lead="There is no such page.">
                  <a className="button button-primary" href="#/">
                    To your coaches
                  </a>
                </Page>
              </Route>
            </Switch>
          </Suspense>
        </PageBoundary>
      </Shell>
    </NavigationContext>
  );
}
