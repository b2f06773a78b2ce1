import { describe, expect, it } from 'vitest';
import { gatewayRoutes, routes } from '../../shared/api/contract.ts';
import { openapi } from '../../shared/api/openapi.ts';
import { plainStage, resourcesIn, templateOf } from './synthesized.ts';

const synthesized = resourcesIn(templateOf(plainStage), 'AWS::ApiGatewayV2::Route').map(({ properties }) => ({
  key: String(properties.RouteKey),
  open: properties.AuthorizationType === 'NONE',
}));
const { paths } = openapi();
const described = Object.entries(paths).flatMap(([path, methods]) =>
  Object.entries(methods)
    .filter(([method]) => method !== 'parameters')
    .map(([method, operation]) => ({
      key: `${method.toUpperCase()} ${path}`,
      open: 'security' in (operation as object),
    })),
);
const coded = routes.map(({ method, path, access }) => ({
  key: `${method} ${path}`,
  open: access === 'open',
}));
const served = gatewayRoutes.map(({ key, route }) => ({ key, open: route.access === 'open' }));
const sorted = (all: { key: string; open: boolean }[]) =>
  all.map(({ key, open }) => `${key}${open ? ' (open)' : ''}`).sort();

describe('the routes of the gateway, of the code and of the description', () => {
  it('are the same, and open to all at the same places', () => {
    expect(sorted(described)).toEqual(sorted(coded));
    expect(sorted(synthesized)).toEqual(sorted([...served, { key: '$default', open: true }]));
  });

  it('are those of HEAD wherever they are of GET, for the same keys', () => {
    const ofHead = synthesized.filter(({ key }) => key.startsWith('HEAD '));
    expect(ofHead.length).toBeGreaterThan(8);
    expect(sorted(ofHead.map(({ key, open }) => ({ key: key.replace('HEAD', 'GET'), open })))).toEqual(
      sorted(coded.filter(({ key }) => key.startsWith('GET '))),
    );
  });
});
