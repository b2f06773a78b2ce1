import { localRegion } from './engines.ts';

/** Where the pieces of the stack are found on this machine. */
export interface Places {
  queueUrl: (queueName: string) => string;
  /** Host and port of the one public origin. */
  domain: string;
}

/** A resource as a template has it. */
export interface Resource {
  Type: string;
  Properties?: Record<string, unknown> | undefined;
}

const pseudoParameters: Record<string, string> = {
  'AWS::AccountId': '000000000000',
  'AWS::Partition': 'aws',
  'AWS::Region': localRegion,
  'AWS::StackName': 'local',
  'AWS::URLSuffix': 'amazonaws.com',
};

/** The name that a resource has here: its logical id, in lower case where names must be. */
export const physicalName = (type: string, id: string): string =>
  type === 'AWS::S3::Bucket' ? id.toLowerCase() : id;

const arn = (service: string, resource: string) =>
  `arn:aws:${service}:${localRegion}:000000000000:${resource}`;

/** What Fn::GetAtt gives, by type and attribute; `Ref` where it is not the name. */
const attributes: Record<string, Record<string, (name: string, places: Places) => string>> = {
  'AWS::CloudFront::Distribution': { DomainName: (_, { domain }) => domain },
  'AWS::CloudFront::Function': { FunctionARN: (name) => arn('cloudfront', `function/${name}`) },
  'AWS::CloudFront::OriginAccessControl': { Id: (name) => name },
  'AWS::DynamoDB::Table': { Arn: (name) => arn('dynamodb', `table/${name}`) },
  'AWS::KMS::Key': { Arn: (name) => arn('kms', `key/${name}`) },
  'AWS::IAM::Role': { Arn: (name) => arn('iam', `role/${name}`) },
  'AWS::Lambda::Function': { Arn: (name) => arn('lambda', `function:${name}`) },
  'AWS::S3::Bucket': {
    Arn: (name) => `arn:aws:s3:::${name}`,
    RegionalDomainName: (name) => `${name}.s3.${localRegion}.amazonaws.com`,
  },
  'AWS::SQS::Queue': {
    Ref: (name, { queueUrl }) => queueUrl(name),
    Arn: (name) => arn('sqs', name),
    QueueName: (name) => name,
  },
};

/**
 * A function that replaces the intrinsic functions in a value of the template by what they mean here. Throws an
 * error that names whatever it does not know.
 */
export function createResolver(
  resources: Record<string, Resource>,
  places: Places,
): (value: unknown) => unknown {
  const attribute = (id: string, name: string): string => {
    const resource = resources[id];
    if (resource === undefined) throw new Error(`The template has no resource ${id}`);
    const known = attributes[resource.Type]?.[name];
    const physical = physicalName(resource.Type, id);
    if (known !== undefined) return known(physical, places);
    if (name === 'Ref') return physical;
    throw new Error(`The attribute ${name} of ${id} (${resource.Type}) is not known here`);
  };
  const reference = (id: string): string => {
    if (!id.startsWith('AWS::')) return attribute(id, 'Ref');
    const value = pseudoParameters[id];
    if (value === undefined) throw new Error(`The pseudo parameter ${id} is not known here`);
    return value;
  };
  const text = (value: unknown): string => {
    const resolved = resolve(value);
    if (typeof resolved === 'string' || typeof resolved === 'number') return String(resolved);
    throw new Error(`A text is wanted where the template has ${JSON.stringify(value)}`);
  };
  const list = (value: unknown): unknown[] => {
    const resolved = resolve(value);
    if (Array.isArray(resolved)) return resolved;
    throw new Error(`A list is wanted where the template has ${JSON.stringify(value)}`);
  };
  const substitute = (argument: unknown): string => {
    const [pattern, variables] = Array.isArray(argument) ? argument : [argument, {}];
    return text(pattern).replaceAll(/\$\{([^!}][^}]*)\}/g, (_, name: string) => {
      if (name in variables) return text(variables[name]);
      const [id = '', ...path] = name.split('.');
      return path.length === 0 ? reference(id) : attribute(id, path.join('.'));
    });
  };
  const intrinsics: Record<string, (argument: unknown) => unknown> = {
    Ref: (id) => reference(String(id)),
    'Fn::GetAtt': (argument) => {
      const [id = '', ...path] = Array.isArray(argument) ? argument.map(String) : String(argument).split('.');
      return attribute(id, path.join('.'));
    },
    'Fn::Join': (argument) => {
      const [separator, parts] = argument as [string, unknown];
      return list(parts).map(text).join(separator);
    },
    'Fn::Select': (argument) => {
      const [index, from] = argument as [unknown, unknown];
      return list(from)[Number(text(index))];
    },
    'Fn::Split': (argument) => {
      const [separator, whole] = argument as [string, unknown];
      return text(whole).split(separator);
    },
    'Fn::Sub': substitute,
  };
  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (typeof value !== 'object' || value === null) return value;
    const entries = Object.entries(value);
    const [name = '', argument] = entries[0] ?? [];
    if (entries.length === 1 && (name === 'Ref' || name.startsWith('Fn::'))) {
      const intrinsic = intrinsics[name];
      if (intrinsic === undefined) throw new Error(`The intrinsic function ${name} is not known here`);
      return intrinsic(argument);
    }
    return Object.fromEntries(entries.map(([key, part]) => [key, resolve(part)]));
  };
  return resolve;
}
