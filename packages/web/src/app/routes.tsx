import { lazy, Suspense } from 'react';
import { Route, Router, Switch } from 'wouter';
import { useHashLocation } from 'wouter/use-hash-location';
import { CoachesPage } from '../coaches/coaches-page.tsx';
import { Page } from '../parts/page.tsx';
import { Shell } from '../shell/shell.tsx';

const ConversationsPage = lazy(async () => ({
  default: (await import('../conversation/conversations-page.tsx')).ConversationsPage,
}));
const CreatorPage = lazy(async () => ({ default: (await import('../creator/creator-page.tsx')).CreatorPage }));
const WorkoutsPage = lazy(async () => ({ default: (await import('../records/workouts-page.tsx')).WorkoutsPage }));
const MemoriesPage = lazy(async () => ({ default: (await import('../records/memories-page.tsx')).MemoriesPage }));
const ProfilePage = lazy(async () => ({ default: (await import('../profile/profile-page.tsx')).ProfilePage }));

/** Every page by its address, which stands behind `#`: the app can be served from any folder, without rewrites. */
export function Routes() {
  return (
    <Router hook={useHashLocation}>
      <Shell>
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
      </Shell>
    </Router>
  );
}
