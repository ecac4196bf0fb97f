import { ArrowRight } from 'lucide-react';
import { useState } from 'react';
import type { Stage } from '../app/load-stage.ts';
import { confirmSignUp, SignInError, signIn, signUp, type Tokens } from '../auth/cognito.ts';
import { Notice } from '../parts/notice.tsx';

interface SignInPageProps {
  readonly stage: Stage;
  readonly onSignedIn: (tokens: Tokens) => void;
}

type Step = 'signIn' | 'signUp' | 'confirm';

const WORDS: Readonly<Record<Step, { readonly title: string; readonly action: string }>> = {
  signIn: { title: 'Sign in', action: 'Sign in' },
  signUp: { title: 'Create an account', action: 'Create account' },
  confirm: { title: 'Confirm your address', action: 'Confirm and sign in' },
};

/** Signs a person in, or makes their account; on a local stage the demo user signs in with one click. */
export function SignInPage({ stage: { outputs, demoUser }, onSignedIn }: SignInPageProps) {
  const [step, setStep] = useState<Step>('signIn');
  const [error, setError] = useState<string>();
  const [isBusy, setIsBusy] = useState(false);

  async function attempt(action: () => Promise<Tokens | undefined>): Promise<void> {
    setError(undefined);
    setIsBusy(true);
    try {
      const tokens = await action();
      setIsBusy(false);
      if (tokens !== undefined) {
        onSignedIn(tokens);
      }
    } catch (thrown) {
      const isOurs = thrown instanceof SignInError;
      setError(isOurs ? thrown.message : 'Signing in did not work. Try again.');
      setIsBusy(false);
      if (isOurs && thrown.code === 'UserNotConfirmedException') {
        setStep('confirm');
      }
    }
  }

  async function submit(form: FormData): Promise<Tokens | undefined> {
    const text = (name: string) => String(form.get(name) ?? '');
    const username = text('email').trim();
    if (step === 'signUp' && (await signUp(outputs, username, text('password')))) {
      setStep('confirm');
      return undefined;
    }
    if (step === 'confirm') {
      await confirmSignUp(outputs, username, text('code').trim());
    }
    return signIn(outputs, username, text('password'));
  }

  return (
    <main className="sign-in">
      <div className="sign-in-card">
        <span className="brand-mark" aria-hidden>
          <svg viewBox="0 0 32 32" role="presentation">
            <path d="M8 19c3 0 3-6 6-6s3 6 6 6 2-4 4-4" />
          </svg>
        </span>
        <h1>{WORDS[step].title}</h1>
        <p className="lead">A coach that knows your training, and answers as you watch.</p>
        {error && <Notice>{error}</Notice>}
        {demoUser && step === 'signIn' && (
          <>
            <button
              type="button"
              className="button button-primary button-wide"
              disabled={isBusy}
              onClick={() => void attempt(() => signIn(outputs, demoUser.username, demoUser.password))}
            >
              Continue as the demo user <ArrowRight size={17} aria-hidden />
            </button>
            <p className="divider">or</p>
          </>
        )}
        <form
          onSubmit={(event) => {
            event.preventDefault();
            const form = new FormData(event.currentTarget);
            void attempt(() => submit(form));
          }}
        >
          <label>
            E-mail
            <input name="email" type="email" autoComplete="username" required />
          </label>
          <label>
            Password
            <input
              name="password"
              type="password"
              autoComplete={step === 'signUp' ? 'new-password' : 'current-password'}
              required
            />
          </label>
          {step === 'confirm' && (
            <label>
              Code from the e-mail
              <input name="code" inputMode="numeric" autoComplete="one-time-code" required />
            </label>
          )}
          <button type="submit" className={`button button-wide ${demoUser ? '' : 'button-primary'}`} disabled={isBusy}>
            {WORDS[step].action}
          </button>
        </form>
        <p className="sign-in-other">
          {step === 'signIn' ? 'New here?' : 'Have an account?'}{' '}
          <button
            type="button"
            className="link"
            onClick={() => {
              setError(undefined);
              setStep(step === 'signIn' ? 'signUp' : 'signIn');
            }}
          >
            {step === 'signIn' ? 'Create an account' : 'Sign in'}
          </button>
        </p>
      </div>
    </main>
  );
}
