import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import cdk from '../../cdk.json' with { type: 'json' };
import { RegisterStack } from '../../infra/register-stack.ts';
import { type Stage, stageFrom } from '../../infra/stage.ts';

/** The settings of a register of which nothing was said. */
export const plainStage: Stage = stageFrom(() => undefined);

/**
 * An app with the flags of cdk.json that bundles nothing.
 * @param outdir where it puts what it synthesizes
 * @param builtinCloudFormationValidation whether AWS's own rules are applied to the templates, which takes seconds
 */
export function unbundledApp(outdir: string, builtinCloudFormationValidation: boolean): App {
  const context = { ...cdk.context, 'aws:cdk:bundling-stacks': [] };
  return new App({ outdir, context, analyticsReporting: false, builtinCloudFormationValidation });
}

/** Does something with a folder that is gone afterwards. */
export function inPassingFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'register-infra-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const templates = new Map<string, Template>();

/** The template of a stage, synthesized in this process, once, without bundles and without AWS's own rules. */
export function templateOf(stage: Stage): Template {
  const name = JSON.stringify(stage);
  const template =
    templates.get(name) ??
    inPassingFolder((folder) => {
      const app = unbundledApp(folder, false);
      const stack = new RegisterStack(app, 'ActivityRegister', stage);
      return Template.fromJSON(app.synth().getStackArtifact(stack.artifactId).template);
    });
  templates.set(name, template);
  return template;
}

/** The resources of a type with their readable names, which are the logical ids without the hash at their end. */
export function resourcesIn(template: Template, type: string) {
  return Object.entries(template.findResources(type)).map(([id, resource]) => ({
    name: readable(id),
    properties: resource.Properties,
    resource,
  }));
}

/** A logical id without the eight digits of its hash. */
export function readable(logicalId: string): string {
  return logicalId.replace(/[0-9A-F]{8}$/, '');
}
