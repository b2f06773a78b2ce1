import type * as z from 'zod';

/**
 * An override for z.toJSONSchema that leaves out patterns with \\p{...}, which only ECMAScript understands: a
 * published schema is read by every language.
 */
export function portable({ jsonSchema }: { jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  const readable = (each: { pattern?: string }) => !each.pattern?.includes('\\p{');
  if (!readable(jsonSchema)) delete jsonSchema.pattern;
  if (jsonSchema.allOf !== undefined) jsonSchema.allOf = jsonSchema.allOf.filter(readable);
  if (jsonSchema.allOf?.length === 0) delete jsonSchema.allOf;
}
