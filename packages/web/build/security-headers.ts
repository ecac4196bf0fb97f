/**
 * The security headers of every answer that carries the app, wherever it is served: `npm start` and the hosting of
 * `infra` both send these.
 *
 * @param connectTo origins that the app calls beside its own: Function URLs, REST API, Cognito, image bucket
 * @returns values by header name
 * @see https://cheatsheetseries.owasp.org/cheatsheets/HTTP_Headers_Cheat_Sheet.html
 */
export function securityHeaders(connectTo: readonly string[]) {
  return {
    'Content-Security-Policy': contentSecurityPolicy(connectTo),
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Permissions-Policy': 'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
  } as const;
}

/**
 * What the page may load: its own scripts and styles, none of them inline; the pictures that a person has picked
 * (`blob:`) and the icon (`data:`); calls to its stage.
 */
function contentSecurityPolicy(connectTo: readonly string[]): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    ["connect-src 'self'", ...new Set(connectTo)].join(' '),
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
