/**
 * The three functions of aws-lambda-ric's native addon over node:http.
 *
 * The addon posts synchronously. Here `done` and `error` return at once and `next` waits for them, which is the same
 * to the runtime client: it asks for the next invocation right after.
 * See https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
 */
const { Agent, request } = require('node:http');
const { moveClock } = require('./shift-clock.mjs');

const [hostname, port] = (process.env.AWS_LAMBDA_RUNTIME_API ?? '').split(':');
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const INVOCATION = '/2018-06-01/runtime/invocation';

let posted = Promise.resolve();

exports.next = async () => {
  await posted;
  const { statusCode, headers, body } = await call('GET', `${INVOCATION}/next`);
  if (statusCode !== 200) throw new Error(`Failed to get next invocation, error ${statusCode}`);
  // The host's pipe tells it, too, but may be read after the invocation
  moveClock(Number(headers['local-aws-clock-offset-ms']));
  return { bodyJson: body, headers };
};

exports.done = (id, body) => {
  post(`${INVOCATION}/${id}/response`, body, {});
};

exports.error = (id, body, xray) => {
  const headers = { 'lambda-runtime-function-error-type': 'Unhandled' };
  // A header holds no more than this; AWS's client leaves a longer cause out, too
  if (xray !== '' && xray.length < 16_384 && /^[\x20-\x7e]*$/.test(xray)) {
    headers['lambda-runtime-function-xray-error-cause'] = xray;
  }
  post(`${INVOCATION}/${id}/error`, body, headers);
};

function post(path, body, headers) {
  posted = posted.then(() => call('POST', path, body, headers)).catch(() => undefined);
}

function call(method, path, body, headers) {
  return new Promise((resolve, reject) => {
    const payload = body === undefined ? undefined : Buffer.from(body);
    const sent = request(
      {
        hostname,
        port,
        path,
        method,
        agent,
        headers: payload ? { 'content-type': 'application/json', 'content-length': payload.length, ...headers } : {},
      },
      (response) => {
        const chunks = [];
        response.on('data', (chunk) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          resolve({
            statusCode: response.statusCode,
            headers: response.headers,
            body: Buffer.concat(chunks).toString('utf8'),
          });
        });
      },
    );
    sent.on('error', reject);
    sent.end(payload);
  });
}
