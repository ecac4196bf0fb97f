import type { ProfileResource, PutProfileBody } from '@coach-stream/client';
import type { ReactNode } from 'react';
import { Field } from '../parts/field.tsx';

const TIME_ZONES = [...new Set(['UTC', ...Intl.supportedValuesOf('timeZone')])];

/** What a person has entered. */
export type ProfileEntry = Omit<PutProfileBody, 'version'>;

interface ProfileFormProps {
  readonly profile: ProfileResource;
  readonly isBusy: boolean;
  readonly onSave: (entry: ProfileEntry) => void;
  /** What has become of saving. */
  readonly children?: ReactNode;
}

/** Name, time zone, units, and the standing order. */
export function ProfileForm({ profile, isBusy, onSave, children }: ProfileFormProps) {
  const { displayName, timezone, unitSystem, criticalTrainingDirective } = profile;
  return (
    <form
      className="card form"
      onSubmit={(event) => {
        event.preventDefault();
        if (isBusy) {
          return;
        }
        onSave(readEntry(new FormData(event.currentTarget)));
      }}
    >
      <Field label="Name">
        {(field) => (
          <input {...field} name="displayName" defaultValue={displayName} maxLength={80} autoComplete="name" />
        )}
      </Field>
      <Field label="Time zone" hint="“Yesterday” in a message means yesterday here.">
        {(field) => (
          <select {...field} name="timezone" defaultValue={timezone}>
            {[...new Set([timezone, ...TIME_ZONES])].map((zone) => (
              <option key={zone}>{zone}</option>
            ))}
          </select>
        )}
      </Field>
      <fieldset>
        <legend>Units</legend>
        <label>
          <input type="radio" name="unitSystem" value="metric" defaultChecked={unitSystem === 'metric'} />
          Metric (kg, km)
        </label>
        <label>
          <input type="radio" name="unitSystem" value="imperial" defaultChecked={unitSystem === 'imperial'} />
          Imperial (lb, mi)
        </label>
      </fieldset>
      <Field label="Standing order" hint="Every coach follows this before anything else.">
        {(field) => (
          <textarea
            {...field}
            name="directive"
            rows={3}
            maxLength={500}
            defaultValue={criticalTrainingDirective?.content}
            placeholder="No overhead lifting until my shoulder is cleared."
          />
        )}
      </Field>
      <label className="check">
        <input type="checkbox" name="directiveEnabled" defaultChecked={criticalTrainingDirective?.enabled ?? true} />
        Follow the standing order
      </label>
      <div className="form-end">
        <button type="submit" className="button button-primary" aria-disabled={isBusy}>
          Save
        </button>
        {children}
      </div>
    </form>
  );
}

function readEntry(form: FormData): ProfileEntry {
  const text = (name: string) => String(form.get(name) ?? '').trim();
  const [displayName, content] = [text('displayName'), text('directive')];
  return {
    timezone: text('timezone'),
    unitSystem: text('unitSystem') === 'imperial' ? 'imperial' : 'metric',
    ...(displayName !== '' && { displayName }),
    ...(content !== '' && { criticalTrainingDirective: { content, enabled: form.has('directiveEnabled') } }),
  };
}
