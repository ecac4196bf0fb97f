/**
 * Answers `https://cognito-idp.<region>.amazonaws.com/<pool>/.well-known/jwks.json` from the local Cognito, for both
 * node:https and `fetch`, so that a token verifier runs unmodified. Every other address is left alone.
 *
 * The local address comes in `LOCAL_AWS_JWKS_URL`, which is gone before the function's code runs.
 */
import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';

const base = process.env.LOCAL_AWS_JWKS_URL;
delete process.env.LOCAL_AWS_JWKS_URL;

if (base !== undefined && base !== '') {
  const { request } = https;
  https.request = (...parameters) => {
    const target = localTarget(() => addressOf(parameters));
    if (target === undefined) return request(...parameters);
    const options = parameters.find((value) => isPlainOptions(value)) ?? {};
    const { agent, host, hostname, port, path, protocol, servername, ...kept } = options;
    return http.request(
      target,
      kept,
      parameters.find((value) => typeof value === 'function'),
    );
  };
  https.get = (...parameters) => {
    const sent = https.request(...parameters);
    sent.end();
    return sent;
  };
  syncBuiltinESMExports();

  const { fetch } = globalThis;
  globalThis.fetch = (input, options) => {
    const target = localTarget(() => new URL(input instanceof Request ? input.url : String(input)));
    return fetch(target ?? input, options);
  };
}

function isPlainOptions(value) {
  return typeof value === 'object' && value !== null && !(value instanceof URL);
}

/** The address of a call to `https.request(url, options, callback)` or `https.request(options, callback)`. */
function addressOf([first, second]) {
  if (typeof first === 'string' || first instanceof URL) return new URL(first);
  const { hostname, host, path = '/' } = first ?? second ?? {};
  return new URL(path, `https://${hostname ?? host}`);
}

/** The local address of a key set, or `undefined` for any other address. */
function localTarget(address) {
  let url;
  try {
    url = address();
  } catch {
    return undefined; // not an address: the real function says so
  }
  const isKeySet =
    url.protocol === 'https:' &&
    /^cognito-idp\.[a-z0-9-]+\.amazonaws\.com$/.test(url.hostname) &&
    url.pathname.endsWith('/.well-known/jwks.json');
  return isKeySet ? new URL(`${base.replace(/\/$/, '')}${url.pathname}`) : undefined;
}
