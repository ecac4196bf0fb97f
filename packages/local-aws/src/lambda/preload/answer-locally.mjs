/**
 * Answers some addresses of the internet on this machine, for both node:https and `fetch`, so that code with a fixed
 * address in it runs unmodified. Every other address is left alone.
 *
 * - `https://cognito-idp.<region>.amazonaws.com/<pool>/.well-known/jwks.json`: the local Cognito's key sets, whose base
 *   comes in `LOCAL_AWS_JWKS_URL`;
 * - whole origins: those that `LOCAL_AWS_ORIGINS` names, JSON such as
 *   `{"https://api.pinecone.io": "http://127.0.0.1:4010"}`.
 *
 * Both variables are gone before the function's code runs.
 */
import http from 'node:http';
import https from 'node:https';
import { syncBuiltinESMExports } from 'node:module';

const keySetBase = process.env.LOCAL_AWS_JWKS_URL || undefined;
const origins = new Map(Object.entries(JSON.parse(process.env.LOCAL_AWS_ORIGINS || '{}')));
delete process.env.LOCAL_AWS_JWKS_URL;
delete process.env.LOCAL_AWS_ORIGINS;

if (keySetBase !== undefined || origins.size > 0) {
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
    const isRequest = input instanceof Request;
    const target = localTarget(() => new URL(isRequest ? input.url : String(input)));
    if (target === undefined) return fetch(input, options);
    return fetch(isRequest ? new Request(target, input) : target, options);
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

/** Where an address is answered here, or `undefined` for any that is left alone. */
function localTarget(address) {
  let url;
  try {
    url = address();
  } catch {
    return undefined; // not an address: the real function says so
  }
  const base = isKeySet(url) ? keySetBase : origins.get(url.origin);
  return base === undefined ? undefined : new URL(`${base.replace(/\/$/, '')}${url.pathname}${url.search}`);
}

function isKeySet(url) {
  return (
    url.protocol === 'https:' &&
    /^cognito-idp\.[a-z0-9-]+\.amazonaws\.com$/.test(url.hostname) &&
    url.pathname.endsWith('/.well-known/jwks.json')
  );
}
