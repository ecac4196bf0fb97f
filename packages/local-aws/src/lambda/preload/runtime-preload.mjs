/**
 * Loaded into every function's process before the runtime client and the function's code: what stands between the
 * unmodified runtime client, the unmodified function and this machine.
 */
import './shift-clock.mjs';
import './obey-host.mjs';
import './answer-locally.mjs';
import './resolve-modules.mjs';
import './provide-sdk.mjs';
