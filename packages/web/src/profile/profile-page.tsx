import { CoachStreamError, type ProfileResource } from '@coach-stream/client';
import { useCallback, useState } from 'react';
import { useApp } from '../app/app-context.ts';
import { Notice } from '../parts/notice.tsx';
import { Page } from '../parts/page.tsx';
import { describeError, useResource } from '../parts/use-resource.ts';

const TIME_ZONES = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];

/** Name, time zone, units, and the standing order for every coach. */
export function ProfilePage() {
  const { client, userId, signOut } = useApp();
  const read = useCallback((signal: AbortSignal) => client.api.profile.get({ userId }, { signal }), [client, userId]);
  const { value, error, reload, set } = useResource(read);
  const [saving, setSaving] = useState<{ readonly words: string; readonly isError: boolean }>();

  async function save(profile: ProfileResource, form: FormData): Promise<void> {
    setSaving(undefined);
    const text = (name: string) => String(form.get(name) ?? '').trim();
    const [displayName, content] = [text('displayName'), text('directive')];
    try {
      const saved = await client.api.profile.put(
        { userId },
        {
          version: profile.version,
          timezone: text('timezone'),
          unitSystem: text('unitSystem') === 'imperial' ? 'imperial' : 'metric',
          ...(displayName !== '' && { displayName }),
          ...(content !== '' && { criticalTrainingDirective: { content, enabled: form.has('directiveEnabled') } }),
        },
      );
      set(saved);
      setSaving({ words: 'Saved.', isError: false });
    } catch (thrown) {
      const hasChanged = CoachStreamError.is(thrown) && thrown.code === 'PROFILE_CHANGED';
      setSaving({
        words: hasChanged
          ? 'The profile was changed elsewhere meanwhile. Reload it and enter your changes again.'
          : describeError(thrown),
        isError: true,
      });
    }
  }

  return (
    <Page title="Profile" lead="What every coach knows about you.">
      {error && <Notice onRetry={reload}>{error}</Notice>}
      {value === undefined && !error && <div className="skeleton-list" role="status" aria-label="Loading" />}
      {value && (
        <form
          className="card form"
          key={value.version}
          onSubmit={(event) => {
            event.preventDefault();
            void save(value, new FormData(event.currentTarget));
          }}
        >
          <label>
            Name
            <input name="displayName" defaultValue={value.displayName} maxLength={80} autoComplete="name" />
          </label>
          <label>
            Time zone
            <select name="timezone" defaultValue={value.timezone}>
              {[...new Set([value.timezone, ...TIME_ZONES])].map((zone) => (
                <option key={zone}>{zone}</option>
              ))}
            </select>
            <small>“Yesterday” in a message means yesterday here.</small>
          </label>
          <fieldset>
            <legend>Units</legend>
            <label>
              <input type="radio" name="unitSystem" value="metric" defaultChecked={value.unitSystem === 'metric'} />
              Metric (kg, km)
            </label>
            <label>
              <input type="radio" name="unitSystem" value="imperial" defaultChecked={value.unitSystem === 'imperial'} />
              Imperial (lb, mi)
            </label>
          </fieldset>
          <label>
            Standing order
            <textarea
              name="directive"
              rows={3}
              maxLength={500}
              defaultValue={value.criticalTrainingDirective?.content}
              placeholder="No overhead lifting until my shoulder is cleared."
            />
            <small>Every coach follows this before anything else.</small>
          </label>
          <label className="check">
            <input
              type="checkbox"
              name="directiveEnabled"
              defaultChecked={value.criticalTrainingDirective?.enabled ?? true}
            />
            Follow the standing order
          </label>
          <button type="submit" className="button button-primary">
            Save
          </button>
        </form>
      )}
      {saving && (
        <Notice kind={saving.isError ? 'error' : 'info'} onRetry={saving.isError ? reload : undefined}>
          {saving.words}
        </Notice>
      )}
      <button type="button" className="button button-quiet sign-out" onClick={signOut}>
        Sign out
      </button>
    </Page>
  );
}
