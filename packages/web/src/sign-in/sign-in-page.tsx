import { ArrowRight } from 'lucide-react';
import { useEffect, useRef } from 'react';
import type { Stage } from '../app/load-stage.ts';
import type { Tokens } from '../auth/cognito.ts';
import { Field } from '../parts/field.tsx';
import { Notice } from '../parts/notice.tsx';
import { STEPS } from './sign-in-step.ts';
import { useSignIn } from './use-sign-in.ts';

interface SignInPageProps {
  readonly stage: Stage;
  readonly onSignedIn: (tokens: Tokens) => void;
}

/** Signs a person in, or makes their account; on a local stage the demo user signs in with one click. */
export function SignInPage({ stage, onSignedIn }: SignInPageProps) {
  const signIn = useSignIn(stage, onSignedIn);
  const { step, isBusy } = signIn;
  const { title, lead, action, asksEmail, asksCode, password } = STEPS[step];
  const formRef = useRef<HTMLFormElement>(null);
  const shownStep = useRef(step);
  useEffect(() => {
    document.title = `${title} · Coach Stream`;
  }, [title]);
  useEffect(() => {
    if (shownStep.current !== step) {
      shownStep.current = step;
      formRef.current?.querySelector('input')?.focus();
    }
  }, [step]);
  const hasDemoUser = stage.demoUser !== undefined && step === 'signIn';
  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <span className="brand-mark" aria-hidden>
          <svg viewBox="0 0 32 32" role="presentation">
            <path d="M8 19c3 0 3-6 6-6s3 6 6 6 2-4 4-4" />
          </svg>
        </span>
        <h1>{title}</h1>
        <p className="lead">
          {lead}
          {asksCode && (
            <>
              {' '}
              <strong>{signIn.email}</strong>.
            </>
          )}
        </p>
        {signIn.error && <Notice>{signIn.error}</Notice>}
        {signIn.news && <Notice kind="info">{signIn.news}</Notice>}
        {hasDemoUser && (
          <>
            <button
              type="button"
              className="button button-primary button-wide"
              aria-disabled={isBusy}
              onClick={signIn.signInAsDemoUser}
            >
              Continue as the demo user <ArrowRight size={17} aria-hidden />
            </button>
            <p className="divider">or</p>
          </>
        )}
        <form
          ref={formRef}
          onSubmit={(event) => {
            event.preventDefault();
            const form = new FormData(event.currentTarget);
            const text = (name: string) => String(form.get(name) ?? '');
            signIn.submit({ email: text('email').trim(), password: text('password'), code: text('code').trim() });
          }}
        >
          {asksEmail && (
            <Field label="E-mail">
              {(field) => (
                <input
                  {...field}
                  name="email"
                  type="email"
                  autoComplete="username"
                  defaultValue={signIn.email}
                  required
                />
              )}
            </Field>
          )}
          {asksCode && (
            <Field
              label="Code from the e-mail"
              hint={stage.outputs.stage === 'local' ? 'On a local run every code is 000000.' : undefined}
            >
              {(field) => <input {...field} name="code" inputMode="numeric" autoComplete="one-time-code" required />}
            </Field>
          )}
          {password && (
            <Field
              // Another field for each step, so that nothing entered for one is sent by another.
              key={step}
              label={asksEmail ? 'Password' : 'New password'}
              hint={password === 'new' ? 'At least 12 characters: upper and lower case, digits, symbols.' : undefined}
            >
              {(field) => (
                <input
                  {...field}
                  name="password"
                  type="password"
                  autoComplete={password === 'new' ? 'new-password' : 'current-password'}
                  required
                />
              )}
            </Field>
          )}
          <button
            type="submit"
            className={`button button-wide ${hasDemoUser ? '' : 'button-primary'}`}
            aria-disabled={isBusy}
          >
            {action}
          </button>
        </form>
        <p className="sign-in-other">
          {step === 'signIn' && (
            <>
              <button type="button" className="link" onClick={() => signIn.goTo('forgot')}>
                Forgot your password?
              </button>
              <span>
                New here?{' '}
                <button type="button" className="link" onClick={() => signIn.goTo('signUp')}>
                  Create an account
                </button>
              </span>
            </>
          )}
          {asksCode && (
            <button type="button" className="link" aria-disabled={isBusy} onClick={signIn.sendAnotherCode}>
              Send another code
            </button>
          )}
          {step !== 'signIn' && (
            <span>
              {step === 'signUp' ? 'Have an account?' : 'Know your password?'}{' '}
              <button type="button" className="link" onClick={() => signIn.goTo('signIn')}>
                Sign in
              </button>
            </span>
          )}
        </p>
      </div>
    </main>
  );
}
