import { CoachStreamError, type ProfileResource } from '@coach-stream/client';
import { useCallback, useState } from 'react';
import { useApp } from '../app/app-context.ts';
import { describeError } from '../parts/describe-error.ts';
import { Notice } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { useResource } from '../parts/use-resource.ts';
import { type ProfileEntry, ProfileForm } from './profile-form.tsx';
import { UsagePanel } from './usage-panel.tsx';

/** What every coach knows about the person, and what they have used today. */
export function ProfilePage() {
  const { client, userId, signOut } = useApp();
  const read = useCallback((signal: AbortSignal) => client.api.profile.get({ userId }, { signal }), [client, userId]);
  const { value, error, reload, set } = useResource(read);
  const [isBusy, setIsBusy] = useState(false);
  // The form begins anew where another version was read, and stays as it is where it was saved.
  const [versions, setVersions] = useState<{ readonly shown: number; readonly saved: number }>();
  if (value && value.version !== versions?.shown && value.version !== versions?.saved) {
    setVersions({ shown: value.version, saved: value.version });
  }
  const [saving, setSaving] = useState<{
    readonly words: string;
    readonly isError: boolean;
    readonly mayReload: boolean;
  }>();

  async function save(profile: ProfileResource, entry: ProfileEntry): Promise<void> {
    setSaving(undefined);
    setIsBusy(true);
    try {
      const saved = await client.api.profile.put({ userId }, { version: profile.version, ...entry });
      setVersions((old) => ({ shown: old?.shown ?? saved.version, saved: saved.version }));
      set(saved);
      setSaving({ words: 'Saved.', isError: false, mayReload: false });
    } catch (thrown) {
      const hasChanged = CoachStreamError.is(thrown) && thrown.code === 'PROFILE_CHANGED';
      setSaving({
        words: hasChanged
          ? 'The profile was changed elsewhere meanwhile. Read it again, and enter your changes.'
          : describeError(thrown),
        isError: true,
        mayReload: hasChanged,
      });
    }
    setIsBusy(false);
  }

  return (
    <Page title="Profile" lead="What every coach knows about you.">
      {error && <Notice onRetry={reload}>{error}</Notice>}
      {value === undefined && !error && <Skeleton rows={4} />}
      {value && (
        <ProfileForm key={versions?.shown} profile={value} isBusy={isBusy} onSave={(entry) => void save(value, entry)}>
          {saving && (
            <Notice kind={saving.isError ? 'error' : 'info'} onRetry={saving.mayReload ? reload : undefined}>
              {saving.words}
            </Notice>
          )}
        </ProfileForm>
      )}
      <UsagePanel />
      <button type="button" className="button button-quiet sign-out" onClick={signOut}>
        Sign out
      </button>
    </Page>
  );
}
