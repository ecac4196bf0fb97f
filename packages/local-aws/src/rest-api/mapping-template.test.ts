import { describe, expect, test } from '@jest/globals';
import { mappedValue, renderTemplate, type TemplateScope } from './mapping-template.ts';

const SCOPE: TemplateScope = {
  context: {
    requestId: 'r-1',
    error: { message: 'Say "no"', messageString: '"Say \\"no\\""' },
    identity: { sourceIp: '127.0.0.1', userArn: null },
  },
  stageVariables: { color: 'red' },
  parameters: { header: { Origin: 'https://b.example', 'X-N': '1' }, querystring: { q: 'ä' }, path: { id: '7' } },
  body: '{"a":1}',
};

/** What CDK's `addCorsPreflight` writes for several origins, copied from a synthesized template of 2.276.0. */
const CDK_ORIGINS = `#set($origin = $input.params().header.get("Origin"))
#if($origin == "")
  #set($origin = $input.params().header.get("origin"))
#end
#if($origin == "https://b.example" || $origin == "https://c.example")
  #set($context.responseOverride.header.Access-Control-Allow-Origin = $origin)
#end`;

describe('a mapping template', () => {
  test.each<[string, string, string]>([
    ['takes values of the context', '{"id":"$context.requestId"}', '{"id":"r-1"}'],
    ['quotes the message of an error', '{"message":$context.error.messageString}', '{"message":"Say \\"no\\""}'],
    ['takes stage variables, in braces too', `$stageVariables.color \${stageVariables.color}s`, 'red reds'],
    ['takes the body', "$input.body $input.json('$')", '{"a":1} {"a":1}'],
    ['takes parameters of every place', "$input.params('id') $input.params('q') $input.params('X-N')", '7 ä 1'],
    ['takes parameters of one place', "$input.params().path.get('id')$input.params().querystring.q", '7ä'],
    ['leaves what has no value as it is written', 'costs 5$, $unknown.thing $!quiet.', 'costs 5$, $unknown.thing .'],
    ['assigns', '#set($x = "a")$x#set($x = $stageVariables.color)$x', 'ared'],
    ['branches', '#if($context.requestId == "r-2")a#elseif(1 == 1 && !false)b#else c#end', 'b'],
    ['nests', '#if(true)[#if(false)x#else y#end]#end#if(false)#if(true)x#end#else z#end', '[ y] z'],
    ['has no lines for directives and comments', 'a\n  #if(true)\nb\n#end\n## a comment\nc', 'a\nb\nc'],
    ['compares', '#if(("a" != "b") && $nothing == "")yes#end', 'yes'],
  ])('%s', (_name, template, text) => {
    expect(renderTemplate(template, SCOPE).text).toBe(text);
  });

  test.each([
    ['Origin', 'https://b.example', { 'access-control-allow-origin': 'https://b.example' }],
    ['origin', 'https://c.example', { 'access-control-allow-origin': 'https://c.example' }],
    ['origin', 'https://d.example', {}],
    ['x', 'y', {}],
  ])('of CDK allows the origin in %s: %s', (name, value, headers) => {
    const parameters = { ...SCOPE.parameters, header: { [name]: value } };
    const { text, override } = renderTemplate(CDK_ORIGINS, { ...SCOPE, parameters });
    expect([text.trim(), override]).toEqual(['', { statusCode: undefined, headers }]);
  });

  test('may set the status', () => {
    const { override } = renderTemplate('#set($context.responseOverride.status = 418)', SCOPE);
    expect(override.statusCode).toBe(418);
  });
});

describe('a parameter', () => {
  test.each<[string, string | undefined]>([
    ["'https://a.example'", 'https://a.example'],
    ["'*'", '*'],
    ['method.request.header.origin', 'https://b.example'],
    ['method.request.querystring.q', 'ä'],
    ['method.request.path.id', '7'],
    ['context.requestId', 'r-1'],
    ['context.identity.sourceIp', '127.0.0.1'],
    ['context.identity.userArn', undefined],
    ['stageVariables.color', 'red'],
    ['method.request.header.absent', undefined],
    ['nonsense', undefined],
  ])('%s is %s', (expression, value) => {
    expect(mappedValue(expression, SCOPE)).toBe(value);
  });
});
