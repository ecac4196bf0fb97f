import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { conversationTurnBodySchema, MAX_BODY_BYTES } from '../contract/requests.ts';
import { StreamError } from '../stream-error.ts';
import { parseBody } from './request-body.ts';

const schema = conversationTurnBodySchema;
const base64 = (text: string | Buffer) => ({ body: Buffer.from(text).toString('base64'), isBase64Encoded: true });
const plain = (body: string | undefined) => ({ body, isBase64Encoded: false });

describe('parseBody', () => {
  it('reads the same text plain and base64 encoded', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 500 }), (text) => {
        fc.pre(text.trim() !== '');
        const json = JSON.stringify({ userResponse: text });
        expect(parseBody(plain(json), schema)).toEqual({ userResponse: text });
        expect(parseBody(base64(json), schema)).toEqual({ userResponse: text });
      }),
    );
  });

  it.each([
    ['no body', plain(undefined), 'INVALID_JSON'],
    ['no JSON', plain('userResponse=hi'), 'INVALID_JSON'],
    ['broken base64', { body: '@@@', isBase64Encoded: true }, 'INVALID_ENCODING'],
    ['base64 of bytes that are no UTF-8', base64(Buffer.from([0xff, 0xfe])), 'INVALID_ENCODING'],
    ['256 KB and a byte', plain(JSON.stringify('x'.repeat(MAX_BODY_BYTES - 1))), 'BODY_TOO_LARGE'],
    ['256 KB and a byte in base64', base64('x'.repeat(MAX_BODY_BYTES + 1)), 'BODY_TOO_LARGE'],
    ['few characters but many bytes', plain('é'.repeat(MAX_BODY_BYTES / 2 + 1)), 'BODY_TOO_LARGE'],
    ['an array', plain('[]'), 'INVALID_BODY'],
    ['null', plain('null'), 'INVALID_BODY'],
  ])('refuses %s', (_case, request, code) => {
    expect(() => parseBody(request, schema)).toThrow(expect.objectContaining({ code }));
  });

  it.each([
    [{}, [{ path: 'userResponse', problem: 'custom' }]],
    [{ userResponse: null }, [{ path: 'userResponse', problem: 'invalid_type' }]],
    [{ imageS3Keys: [] }, [{ path: 'userResponse', problem: 'custom' }]],
    [{ imageS3Keys: ['a', 7] }, [{ path: 'imageS3Keys.1', problem: 'invalid_type' }]],
    [{ imageS3Keys: ['a', ''] }, [{ path: 'imageS3Keys.1', problem: 'too_small' }]],
    [{ imageS3Keys: ['x'.repeat(1_025)] }, [{ path: 'imageS3Keys.0', problem: 'too_big' }]],
    [{ imageS3Keys: ['1', '2', '3', '4', '5', '6'] }, [{ path: 'imageS3Keys', problem: 'too_big' }]],
    [{ userResponse: 'hi \ud800', imageS3Keys: ['a'] }, [{ path: 'userResponse', problem: 'custom' }]],
    [{ userResponse: 7 }, [{ path: 'userResponse', problem: 'invalid_type' }]],
    [{ userResponse: ' \n\t' }, [{ path: 'userResponse', problem: 'custom' }]],
    [{ userResponse: 'hi \ud800 there' }, [{ path: 'userResponse', problem: 'custom' }]],
    [{ userResponse: '\u001c\u200b\u2063' }, [{ path: 'userResponse', problem: 'custom' }]],
    [{ userResponse: 'x'.repeat(8_001) }, [{ path: 'userResponse', problem: 'too_big' }]],
    [{ userResponse: 'x', extra: 1 }, [{ path: 'extra', problem: 'unrecognized_keys' }]],
    [{ userResponse: 'x', messageTimestamp: 'yesterday' }, [{ path: 'messageTimestamp', problem: 'invalid_format' }]],
  ])('names the refused fields of %j', (body, fields) => {
    try {
      parseBody(plain(JSON.stringify(body)), schema);
      throw new Error('was accepted');
    } catch (error) {
      expect(error).toBeInstanceOf(StreamError);
      expect((error as StreamError).code).toBe('INVALID_BODY');
      expect((error as StreamError).options.fields).toEqual(fields);
    }
  });
});

describe('the body of a turn', () => {
  it.each([
    [{ imageS3Keys: ['a'] }, { userResponse: '', imageS3Keys: ['a'] }],
    [
      { userResponse: ' ', imageS3Keys: ['a'] },
      { userResponse: ' ', imageS3Keys: ['a'] },
    ],
    [
      { userResponse: 'Look', imageS3Keys: [] },
      { userResponse: 'Look', imageS3Keys: [] },
    ],
  ])('may have images, text or both: %j', (body, read) => {
    expect(parseBody(plain(JSON.stringify(body)), schema)).toEqual(read);
  });
});
